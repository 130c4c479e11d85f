// Package pace decides when requests go out: how many at a time, how far apart, and
// how long after a failure. It knows no request and no reply.
//
// A 429 has one of two reasons. A limit refuses anybody now and then: all requests
// pause, and one that goes out alone after the pause gets through. A request that is
// refused there too, while others get through, is refused for its own sake: its
// further pauses are its own, and it fails alone.
package pace
