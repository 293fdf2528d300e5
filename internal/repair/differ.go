package repair

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

func quote(s string) string { return `"` + s + `"` }

// instead is how two words are put side by side: what is there, and what the
// token has.
func instead(what, has, want string) string {
	return what + " " + quote(has) + " instead of " + quote(want)
}

// Differences says in words what keeps a value from being what the token has.
func Differences(claim, has, want string) string {
	switch {
	case strings.TrimSpace(has) == strings.TrimSpace(want):
		return spaces(has, want)
	case strings.EqualFold(has, want):
		return letterCase(has, want)
	case claim == "aud":
		return instead("audience", has, want)
	}
	if d := fields(has, want, "system:serviceaccount:", ":", []string{"namespace", "name"}); d != "" {
		return d
	}
	if d := gitHub(has, want); d != "" {
		return d
	}
	return instead("it is", has, want)
}

// spaces says where a space is too many.
func spaces(has, want string) string {
	switch {
	case strings.TrimRightFunc(has, unicode.IsSpace) == want:
		return "a space at its end"
	case strings.TrimLeftFunc(has, unicode.IsSpace) == want:
		return "a space at its beginning"
	case strings.TrimSpace(has) == want:
		return "spaces around it"
	}
	return "the token has a space there that it has not"
}

// letterCase names the first letter that is written large in one only.
func letterCase(has, want string) string {
	n := 1
	for i, r := range has {
		w, _ := utf8.DecodeRuneInString(want[min(i, len(want)):])
		if r != w {
			return fmt.Sprintf("letter %d is %q and has to be %q: case matters", n, string(r), string(w))
		}
		n++
	}
	return "case matters"
}

// fields compares the fields of two subjects of one form.
func fields(has, want, prefix, separator string, names []string) string {
	h, ok1 := strings.CutPrefix(has, prefix)
	w, ok2 := strings.CutPrefix(want, prefix)
	hs, ws := strings.Split(h, separator), strings.Split(w, separator)
	if !ok1 || !ok2 || len(hs) != len(names) || len(ws) != len(names) {
		return ""
	}
	var out []string
	for i, name := range names {
		if hs[i] == ws[i] {
			continue
		}
		one := instead(name, hs[i], ws[i])
		if strings.EqualFold(hs[i], ws[i]) {
			one += " (case matters)"
		}
		out = append(out, one)
	}
	return strings.Join(out, " and ")
}

// gitHub compares owner, repository and context of two subjects.
func gitHub(has, want string) string {
	split := func(s string) ([]string, bool) {
		rest, ok := strings.CutPrefix(s, "repo:")
		repository, context, found := strings.Cut(rest, ":")
		owner, name, slash := strings.Cut(repository, "/")
		return []string{owner, name, context}, ok && slash && found
	}
	h, ok1 := split(has)
	w, ok2 := split(want)
	if !ok1 || !ok2 {
		return ""
	}
	var out []string
	for i, name := range []string{"owner", "repository", "context"} {
		if h[i] != w[i] && h[i] != "*" {
			out = append(out, instead(name, h[i], w[i]))
		}
	}
	return strings.Join(out, " and ")
}

// differentIssuers says how two issuers differ: two clusters of EKS by region or
// by id.
func differentIssuers(has, want string) string {
	switch d := clusters(has, want); {
	case d != "":
		return d
	case strings.Replace(want, "/id/", "/", 1) == has:
		return quote("/id/") + " is missing"
	}
	return instead("issuer", has, want)
}

func clusters(has, want string) string {
	hr, hid, ok1 := cluster(has)
	wr, wid, ok2 := cluster(want)
	switch {
	case !ok1 || !ok2:
		return ""
	case hr != wr && hid == wid:
		return instead("region", hr, wr)
	case hid != wid:
		return "another cluster: " + instead("id", hid, wid)
	}
	return ""
}

// cluster takes an issuer of EKS apart.
func cluster(issuer string) (region, id string, ok bool) {
	rest, ok := strings.CutPrefix(issuer, "oidc.eks.")
	region, path, found := strings.Cut(rest, ".amazonaws.com/id/")
	return region, path, ok && found
}

// differentKeys says what is wrong in a condition key.
func differentKeys(has, want string) string {
	hasIssuer, hasClaim, _ := strings.Cut(reverseCut(has))
	wantIssuer, _, _ := strings.Cut(reverseCut(want))
	switch {
	case strings.HasPrefix(has, "https://"), strings.HasPrefix(has, "http://"):
		return "a key has no https://"
	case strings.HasPrefix(has, "arn:"):
		return "a key begins with the issuer's host, not with an ARN"
	case strings.HasPrefix(hasIssuer, wantIssuer+":"):
		return "the key names a claim twice"
	case strings.TrimSuffix(hasIssuer, "/") == wantIssuer:
		return "the issuer does not end in a slash"
	case hasClaim == "":
		return "the key names no claim"
	}
	return differentIssuers(hasIssuer, wantIssuer)
}

// reverseCut makes the last colon of a key the place to cut at.
func reverseCut(key string) (s, sep string) {
	i := strings.LastIndexByte(key, ':')
	if i < 0 {
		return key, "\x00"
	}
	return key[:i] + "\x00" + key[i+1:], "\x00"
}
