package secret_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/secret"
)

func TestSent(t *testing.T) {
	token := "eyJhbGciOiJSUzI1NiJ9" + ".eyJzdWIiOiJhcHAifQ" + ".c2lnbmF0dXJl"
	for s, want := range map[string]string{
		"# curl -H 'Authorization: Bearer k3y-of-no-form.at_all' x": "k3y-of-no-form.at_all",
		"Authorization: basic YWRtaW46aHVudGVyMjI=":                 "YWRtaW46aHVudGVyMjI=",
		"token: " + token: token,
		"https://ci:s3cr3t-w0rd@git.example.com/x.git": "s3cr3t-w0rd",
		"the bearer of the news":                       "",
		"Bearer ${TOKEN}":                              "",
		"basic authentication":                         "",
		"authorization: basic auth":                    "",
		"https://git.example.com:8443/a@b":             "",
		"arn:aws:iam::222233334444:role/x":             "",
	} {
		var got []string
		for _, at := range secret.Sent(s) {
			got = append(got, s[at[0]:at[1]])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
