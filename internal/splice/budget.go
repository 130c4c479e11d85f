package splice

import (
	"errors"
	"sync/atomic"
)

// ErrTooLarge means that the rows of a read are larger than its Budget.
var ErrTooLarge = errors.New("the rows are too large for one reply")

// Budget bounds the size of all rows of a read, whichever goroutine encodes them.
type Budget struct{ left atomic.Int64 }

// NewBudget returns a Budget of so many bytes of encoded rows.
func NewBudget(maxBytes int64) *Budget {
	b := &Budget{}
	b.left.Store(maxBytes)
	return b
}

func (b *Budget) take(size int) error {
	if b.left.Add(-int64(size)) < 0 {
		return ErrTooLarge
	}
	return nil
}
