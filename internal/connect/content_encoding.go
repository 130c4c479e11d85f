package connect

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// ErrContentEncoding is the cause where the body is encoded in a way that was not
// requested.
var ErrContentEncoding = errors.New("the reply has a Content-Encoding that was not requested")

// contentEncodings are those of IANA's registry, and the aliases of RFC 9110.
var contentEncodings = []string{
	"aes128gcm", "br", "compress", "dcb", "dcz", "deflate", "exi", "gzip", "pack200-gzip", "x-compress", "x-gzip", "zstd",
}

// maxNamedEncodings bounds the error's text. More than one is odd already.
const maxNamedEncodings = 3

// CheckEncoding returns an error where the body is still encoded. net/http
// requests gzip, decodes it and removes the header. The header is a server's
// text, so only known encodings are named. Of two such headers net/http decodes one
// and removes both, which leaves a body that begins as gzip does.
func CheckEncoding(response *http.Response, body []byte) error {
	if bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		return fmt.Errorf("%w: gzip", ErrContentEncoding)
	}
	var encodings []string
	for encoding := range strings.SplitSeq(strings.Join(response.Header.Values("Content-Encoding"), ","), ",") {
		encoding = strings.ToLower(strings.TrimSpace(encoding))
		if encoding != "" && encoding != "identity" {
			encodings = append(encodings, encoding)
		}
	}
	unknown := func(encoding string) bool { return !slices.Contains(contentEncodings, encoding) }
	switch {
	case len(encodings) == 0:
		return nil
	case len(encodings) > maxNamedEncodings || slices.ContainsFunc(encodings, unknown):
		return ErrContentEncoding
	}
	return fmt.Errorf("%w: %s", ErrContentEncoding, strings.Join(encodings, ", "))
}
