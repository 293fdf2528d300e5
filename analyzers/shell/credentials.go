package shell

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// literals are the credentials that are recognised by their form, wherever they
// stand.
type literals struct {
	found []secret.Found
	seen  map[source.Span]bool
}

// look searches a value. Where a variable carries a credential, it is told where
// it was written.
func (l *literals) look(_ *reader, slot string, v value) {
	for _, m := range secret.Scan(slot, v.characters()) {
		if at := v.slice(m.Start, m.End).from(); !l.seen[at] {
			if l.seen == nil {
				l.seen = map[source.Span]bool{}
			}
			l.seen[at] = true
			l.found = append(l.found, secret.Found{Match: m, Slot: named(slot, m), At: at})
		}
	}
}

// named is the slot of a credential for messages.
func named(slot string, m secret.Match) string {
	if slot == "" {
		return strings.ReplaceAll(m.Type, "-", "_")
	}
	return slot
}

// lookAll searches the words of a command. The slot of a word is the flag before
// it, or the word, as in "configure set aws_secret_access_key".
func (l *literals) lookAll(r *reader, words []value) {
	slot := ""
	for _, v := range words {
		s := v.characters()
		name, rest, joined := v.cut("=")
		if joined && len(name.characters()) < 64 {
			l.look(r, name.characters(), rest)
		}
		l.look(r, slot, v)
		slot = ""
		if word := strings.TrimLeft(s, "-"); syntax.ValidName(strings.ReplaceAll(word, "-", "_")) && len(word) < 64 {
			slot = s
		}
	}
}

// assigns searches the values of assignments.
func (r *reader) assigns(list []*syntax.Assign, p place) {
	for _, a := range list {
		if a.Name != nil && a.Value != nil {
			r.literals.look(r, a.Name.Value, r.word(a.Value, p))
		}
		if a.Name != nil && a.Array != nil {
			for _, e := range a.Array.Elems {
				r.literals.look(r, a.Name.Value, r.word(e.Value, p))
			}
		}
	}
}

// rest looks for what no word comes to: in comments, in defaults, and where the
// script does not parse. A secret key has no form of its own, and needs a slot;
// an id that stands in a comment need not be that of a secret in a command.
func (r *reader) rest() []secret.Found {
	var out []secret.Found
	for _, m := range secret.Scan("", string(r.file.Data)) {
		if at := r.file.Span(m.Start, m.End); m.Type != "secret-access-key" && !r.literals.seen[at] {
			out = append(out, secret.Found{Match: m, Slot: named("", m), At: at})
		}
	}
	return out
}

// finish adds what is known only at the end of the script.
func (r *reader) finish() {
	told := map[source.Span]bool{}
	for _, c := range r.pass.Facts.Credentials {
		told[c.At.Root()], told[c.Pair.Root()] = true, true
	}
	apart := func(list []secret.Found) []secret.Found {
		return slices.DeleteFunc(list, func(f secret.Found) bool { return told[f.At.Root()] })
	}
	for _, f := range append(secret.Join(apart(r.literals.found)), apart(r.rest())...) {
		base := r.base(facts.KindCredential, f.Slot, f.At, place{})
		r.pass.Facts.Add(credential.Of(f, base, "command", text.Known(r.file.Path, f.At)))
	}
	for _, c := range r.created {
		if !r.deleted[c.Slot] {
			r.pass.Facts.Add(c)
		}
	}
}

// secretIn adds a credential of a slot that is made for nothing else, unless it
// is one by its form, which literals tell.
func (c *command) secretIn(v value, slot, where string, object facts.Text, judge func(string) (secret.Match, bool)) {
	s, ok := v.known()
	if !ok || v.many || len(secret.Scan(slot, s)) > 0 || strings.ContainsAny(s, "<>{}") {
		return
	}
	m, ok := judge(s)
	if !ok {
		return
	}
	at := v.slice(m.Start, m.End).from()
	base := c.reader.base(facts.KindCredential, slot, at, c.place)
	c.reader.pass.Facts.Add(credential.Of(secret.Found{Match: m, Slot: slot, At: at}, base, where, object))
}

// password judges a password of some provider.
func password(provider, kind string) func(string) (secret.Match, bool) {
	return func(s string) (secret.Match, bool) {
		m, ok := secret.Password(s)
		m.Provider, m.Type = provider, kind
		return m, ok
	}
}

// creates notes that the command makes a credential that does not end.
func (c *command) creates(provider, kind, what string) *facts.Credential {
	f := &facts.Credential{
		Base:     c.reader.base(facts.KindCredential, what, c.at.FirstLine(), c.place),
		Provider: provider, Type: kind, Presence: "created", Place: "command", Slot: what, Object: text.Known(what, c.head),
	}
	c.reader.created = append(c.reader.created, f)
	return f
}

// apiServer recognises the URLs of API servers by their host, port or path.
var apiServer = text.Regexp(`(?i)^https://(?:[^/?#]*:6443(?:[/?#]|$)|[^/?#]*\bkubernetes\.default\b|[^/?#]*\.eks\.amazonaws\.com(?:\.cn)?(?:[:/?#]|$)|[^/?#]*\.azmk8s\.io(?:[:/?#]|$)|[^/?#]+/(?:api/v1|apis)(?:/(?:namespaces|nodes|pods|secrets|rbac\.authorization\.k8s\.io|apps)(?:[/?#]|$)))`)

// curl reads requests to an API server.
func (c *command) curl() {
	var server value
	for _, w := range append(c.words, c.all("--url")...) {
		if apiServer().MatchString(w.characters()) {
			server = w
		}
	}
	if len(server.pieces) == 0 {
		return
	}
	url := c.userinfo(server).text()
	for _, v := range c.all("-u", "--user") {
		if _, pass, ok := v.cut(":"); ok {
			c.secretIn(pass, "--user", "command", url, password("kubernetes", "password"))
		}
	}
	for _, v := range c.all("-H", "--header") {
		c.header(v, url)
	}
	for _, v := range c.all("--oauth2-bearer") {
		c.secretIn(v, "--oauth2-bearer", "command", url, secret.Token)
	}
	for _, name := range []string{"-k", "--insecure"} {
		if f, ok := c.flag(name); ok {
			c.insecure(f, url)
		}
	}
}

// userinfo reads the password in a URL, and returns the URL without.
func (c *command) userinfo(url value) value {
	s := url.characters()
	start := strings.Index(s, "//") + len("//")
	end := strings.IndexByte(s[start:], '@')
	if end < 0 || strings.ContainsAny(s[start:start+end], "/?#") {
		return url
	}
	rest := url.slice(start+end+1, len(s))
	if _, pass, ok := url.slice(start, start+end).cut(":"); ok {
		c.secretIn(pass, "the URL", "command", rest.text(), password("kubernetes", "password"))
	}
	return rest
}

// header reads the credentials of a header.
func (c *command) header(v value, url facts.Text) {
	name, rest, ok := v.cut(":")
	if !ok || !strings.EqualFold(strings.TrimSpace(name.characters()), "authorization") {
		return
	}
	s := rest.characters()
	words := strings.Fields(s)
	if len(words) != 2 {
		return
	}
	start := strings.LastIndex(s, words[1])
	token := rest.slice(start, start+len(words[1]))
	switch strings.ToLower(words[0]) {
	case "bearer":
		c.secretIn(token, "Authorization", "command", url, secret.Token)
	case "basic":
		c.secretIn(token, "Authorization", "command", url, basic)
	}
}

// basic judges the user and password of a header.
func basic(s string) (secret.Match, bool) {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return secret.Match{}, false
	}
	_, pass, ok := strings.Cut(string(raw), ":")
	if _, real := secret.Password(pass); !ok || !real {
		return secret.Match{}, false
	}
	return secret.Match{Provider: "kubernetes", Type: "password", End: len(s)}, true
}

// insecure notes a client that does not check whom it speaks to.
func (c *command) insecure(f flag, server facts.Text) {
	at := f.at.at
	who := c.program
	if who != "curl" {
		who = c.name(2)
	}
	c.reader.pass.Facts.Add(&facts.Cluster{
		Base: c.reader.base(facts.KindCluster, c.program, at, c.place), Form: "client", Name: text.Known(who, c.head), Endpoint: server,
		Settings: []facts.Entry{{Key: text.Known("insecure-skip-tls-verify", at), Value: text.Known("true", at), At: at}},
	})
}

// fresh is a text of which nothing is known.
func (r *reader) fresh(name string, at source.Span) facts.Text {
	return text.Of(r.symbols.Fresh(name), at)
}

// name is the program with its command, for messages.
func (c *command) name(words int) string {
	out := c.program
	for i := range min(words, len(c.words)) {
		out = fmt.Sprintf("%s %s", out, c.words[i].characters())
	}
	return out
}
