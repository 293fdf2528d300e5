package awsdata

import (
	"regexp"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/text"
)

// KeyOf finds a condition key by its name, in any letter case: among those of
// the service that it names, or the global ones. known is false where the tables
// hold no keys at all for what stands before its colon, so that nothing can be
// said (an identity provider's host, a new service).
func KeyOf(name string) (key Key, found, known bool) {
	prefix, _, ok := strings.Cut(name, ":")
	if !ok {
		return Key{}, false, true
	}
	keys := KeysOf(prefix)
	if len(keys) == 0 {
		return Key{}, false, false
	}
	i := slices.IndexFunc(keys, func(k Key) bool { return k.matches(name) })
	if i < 0 {
		return Key{}, false, true
	}
	return keys[i], true, true
}

// KeysOf lists the condition keys with a prefix, those of other services that
// carry it included (lambda:SourceFunctionArn is sent with every request).
func KeysOf(prefix string) []Key {
	prefix = strings.ToLower(prefix) + ":"
	var out []Key
	global := services()[globals]
	if global == nil {
		return nil
	}
	blocks := [][]Key{global().Keys}
	if s := ServiceOf(strings.TrimSuffix(prefix, ":")); s != nil {
		blocks = append(blocks, s.Keys)
	}
	for _, keys := range blocks {
		for _, k := range keys {
			if strings.HasPrefix(strings.ToLower(k.Name), prefix) {
				out = append(out, k)
			}
		}
	}
	return out
}

// hole is what stands in the name of a key for something that varies.
var hole = text.Regexp(`\$\{[^}]*\}|<[^>]*>`)

// matches compares a name with a key's, in which parts may vary.
func (k Key) matches(name string) bool {
	pattern := k.Name
	if head, ok := strings.CutSuffix(pattern, "/tag-key"); ok {
		pattern = head + "/${TagKey}"
	}
	if strings.EqualFold(pattern, name) {
		return true
	}
	if !hole().MatchString(pattern) {
		return false
	}
	expr := "(?is)^"
	for i, lit := range hole().Split(pattern, -1) {
		if i > 0 {
			expr += ".+"
		}
		expr += regexp.QuoteMeta(lit)
	}
	re, err := regexp.Compile(expr + "$")
	return err == nil && re.MatchString(name)
}
