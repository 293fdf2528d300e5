package secret

import "github.com/subaud/subaud/internal/text"

// sent are the ways in which a credential of no form of its own is sent: behind
// a scheme of HTTP, as a JSON Web Token, as the password of a URL.
// https://www.rfc-editor.org/rfc/rfc6750#section-2.1
// https://www.rfc-editor.org/rfc/rfc7519#section-3.1
var sent = text.Regexp(`(?i:\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic)\s+|\bbearer\s+)([A-Za-z0-9._~+/=-]{12,})` +
	`|\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)` +
	`|://[^/\s:@"']{1,100}:([^/\s@"']{6,200})@`)

// Sent lists the byte ranges of what is sent as a credential, for lines that are
// shown beside a finding: no fact tells of those in comments and prose.
func Sent(s string) [][2]int {
	var out [][2]int
	for _, m := range sent().FindAllStringSubmatchIndex(s, -1) {
		for i := 2; i < len(m); i += 2 {
			if m[i] >= 0 {
				out = append(out, [2]int{m[i], m[i+1]})
			}
		}
	}
	return out
}
