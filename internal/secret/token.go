package secret

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/text"
)

// What follows judges values whose form says little, in slots that are made for
// nothing but a secret: the token of a kubeconfig, the password of a CSV. The
// question there is only whether the value is meant, or stands for one that the
// reader has to fill in.

// shortestToken is the length from which a token is worth the name: a bootstrap
// token's secret has as many characters.
const shortestToken = 16

// dayInSeconds divides tokens that a login gives out from those that are kept.
const dayInSeconds = 24 * 60 * 60

// sampleTokens are those that the documentation of Kubernetes prints.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#putting-a-bearer-token-in-a-request
// https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/
func sampleTokens() []string {
	return []string{
		"31ada4fd-adec-460c-809a-9e56ceb75269", "abcdef.0123456789abcdef", "0123456789abcdef",
		"07401b.f395accd246ae52d", "f395accd246ae52d",
	}
}

// Token judges the value of a slot that holds a bearer token of Kubernetes, or
// the secret of a bootstrap token.
func Token(value string) (Match, bool) {
	s := strings.TrimSpace(value)
	m := Match{Provider: "kubernetes", Type: "token", Start: strings.Index(value, s)}
	m.End = m.Start + len(s)
	for _, sample := range sampleTokens() {
		if s == sample {
			m.Documentation = true
			return m, true
		}
	}
	switch {
	case len(s) < shortestToken || strings.ContainsAny(s, " \t\r\n\"'()") || isPlaceholder(s):
		return m, false
	case strings.HasPrefix(s, "k8s-aws-v1."):
		// A signed request of aws eks get-token, good for a quarter of an hour.
		// https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
		m.Provider, m.Temporary, m.Hash = "aws", true, hash(s)
		return m, true
	}
	if lifetime, ok := jwt(s); ok {
		m.Temporary, m.Hash = lifetime > 0 && lifetime <= dayInSeconds, hash(s)
		return m, true
	}
	hexadecimal := allOf(s, func(c byte) bool { return isHex(c) || c == '-' || c == '.' })
	if distinct(s) < 8 || sequential(s) || !strings.ContainsAny(s, "0123456789") || !hexadecimal && switches(s) < 4 && (!mixed(s) || worded(s)) {
		return m, false
	}
	return m, true
}

// bootstrapSecret is the form of the second half of a bootstrap token.
// https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/#token-format
var bootstrapSecret = text.Regexp(`^[a-z0-9]{16}$`)

// BootstrapToken judges the secret half of a bootstrap token.
func BootstrapToken(value string) (Match, bool) {
	s := strings.TrimSpace(value)
	m := Match{Provider: "kubernetes", Type: "bootstrap-token", Documentation: slices.Contains(sampleTokens(), s)}
	m.Start = strings.Index(value, s)
	m.End = m.Start + len(s)
	return m, m.Documentation || bootstrapSecret().MatchString(s) && !sequential(s) && !isPlaceholder(s)
}

// switches counts how often digits follow letters and the reverse. Names have
// few, what is drawn has many.
func switches(s string) int {
	n := 0
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	for i := 1; i < len(s); i++ {
		if isAlnum(s[i]) && isAlnum(s[i-1]) && digit(s[i]) != digit(s[i-1]) {
			n++
		}
	}
	return n
}

// jwt reads how long a JSON Web Token is good for, in seconds: 0 where it does
// not end. The signature is not looked at, nor anything else kept.
func jwt(s string) (lifetime int64, ok bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || !strings.HasPrefix(s, "eyJ") || len(parts[2]) < 40 {
		return 0, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return 0, false
	}
	var claims struct {
		Expires float64 `json:"exp"`
		Issued  float64 `json:"iat"`
		Start   float64 `json:"nbf"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return 0, false
	}
	from := max(claims.Issued, claims.Start)
	if claims.Expires <= 0 || from <= 0 || claims.Expires < from {
		return 0, true
	}
	return int64(min(claims.Expires-from, 1<<40)), true
}

// Password judges the value of a slot that holds a password. Words that only
// name what belongs there are none.
func Password(value string) (Match, bool) {
	m := Match{Provider: "kubernetes", Type: "password", End: len(value)}
	low := strings.ToLower(value)
	if len(value) < 4 || len(value) > 256 || strings.ContainsAny(value, " \t\r\n()") || isPlaceholder(value) || distinct(value) < 3 {
		return m, false
	}
	for _, word := range []string{"password", "passwd", "secret", "example", "sample", "test", "admin", "none", "null", "user", "token", "value"} {
		if strings.Trim(low, "-_.*0123456789") == word || strings.HasPrefix(low, "my") && strings.Contains(low, word) {
			return m, false
		}
	}
	return m, true
}

// pemKey finds the blocks of private keys that are not encrypted.
var pemKey = text.Regexp(`-----BEGIN (?:RSA |EC )?PRIVATE KEY-----`)

// PrivateKey judges a text in PEM: it holds a private key that is not encrypted.
func PrivateKey(value string) (Match, bool) {
	m := Match{Provider: "kubernetes", Type: "private-key"}
	at := pemKey().FindStringIndex(value)
	if at == nil {
		return m, false
	}
	block, rest := pem.Decode([]byte(value[at[0]:]))
	if block == nil || block.Headers["DEK-Info"] != "" || len(block.Bytes) < 32 || distinct(string(block.Bytes)) < 16 {
		return m, false
	}
	m.Start, m.End = at[0], len(value)-len(rest)
	m.Hash = hash(string(block.Bytes))
	return m, true
}
