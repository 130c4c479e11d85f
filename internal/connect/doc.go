// Package connect carries the HTTP requests of one client: how connections come about
// and end, through which proxy, and what their failures mean. It knows nothing of what
// is requested.
package connect
