package connect

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestContentEncoding: an encoding is named where it is one, as a server's text is
// not repeated.
func TestContentEncoding(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		headers []string
		body    string
		named   string // "": no error
	}{
		"none":       {},
		"empty":      {headers: []string{""}},
		"identity":   {headers: []string{"Identity"}},
		"gzip":       {headers: []string{"gzip"}, body: gzipped("page")},
		"GZIP":       {headers: []string{"GZIP"}, body: gzipped("page")},
		"br":         {headers: []string{"br"}, named: ": br"},
		"zstd":       {headers: []string{" ZSTD "}, named: ": zstd"},
		"deflate":    {headers: []string{"deflate"}, named: ": deflate"},
		"gzip twice": {headers: []string{"gzip, gzip"}, named: ": gzip, gzip"},
		"two gzips":  {headers: []string{"gzip", "gzip"}, body: gzipped(gzipped("page")), named: ": gzip"},
		"two lines":  {headers: []string{"br", "gzip"}, named: ": br, gzip"},
		"unknown":    {headers: []string{secret}, named: "requested"},
		"a thousand": {headers: []string{strings.Repeat("gzip,", 1000)}, named: "requested"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Encoding"] = test.headers
				_, _ = io.WriteString(w, test.body)
			}))
			t.Cleanup(server.Close)
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			response, err := New(1, nil).Pooled.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close() //nolint:errcheck // nothing depends on it
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			problem := CheckEncoding(response, body)
			if test.named == "" {
				if problem != nil {
					t.Error(problem)
				}
				return
			}
			if !errors.Is(problem, ErrContentEncoding) || !strings.HasSuffix(problem.Error(), test.named) {
				t.Errorf("%v, want an end in %q", problem, test.named)
			}
		})
	}
}
