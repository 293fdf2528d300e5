package text

import (
	"strconv"
	"strings"
	"sync"
)

// Symbol is one unknown string. Symbols are interned by their Table, so within
// a table the same pointer means the same unknown.
type Symbol struct {
	// Name is what is printed inside ${...}: the reference as the author knows
	// it, such as data.aws_caller_identity.current.account_id.
	Name string
	// Scope is where Name means one thing: repository, root module or document,
	// and provider alias. Symbols of the same scope and name are equal; across
	// scopes they may or may not be.
	Scope string
	// Fresh symbols are equal to nothing but themselves: the same source text
	// evaluated in two loop iterations need not give the same string.
	Fresh bool
	// Parts, where set, says that the symbol is this concatenation.
	Parts []Part
	// Choices, where set, says that the symbol is one of these.
	Choices []Text
	// Form, where set, says what kind of string the symbol certainly is: who
	// makes it up makes no others.
	Form Form

	id int // position in its table, for tokens
}

// Form is a kind of string.
type Form string

// The forms.
const (
	FormARN       Form = "arn"
	FormAccount   Form = "account" // twelve digits
	FormPartition Form = "partition"
	FormRegion    Form = "region"
	FormURL       Form = "url"
	FormName      Form = "name" // without colons, slashes and wildcards
	FormDomain    Form = "domain"
)

// same reports whether two symbols are known to stand for the same string.
func (s *Symbol) same(t *Symbol) bool {
	return s == t || !s.Fresh && !t.Fresh && s.Scope == t.Scope && s.Name == t.Name && s.Name != ""
}

// Tokens carry symbols through text that must be parsed (JSON in a heredoc,
// YAML in a block scalar): a private-use character, the symbol's number, and a
// closing character. Input that already holds these characters is refused by
// the analyzers, so a token is never forged.
const (
	tokenOpen  = "\uE000"
	tokenClose = "\uE001"
)

// HasTokenRunes reports whether s holds characters that tokens are made of.
func HasTokenRunes(s string) bool { return strings.ContainsAny(s, tokenOpen+tokenClose) }

// Table interns the symbols of one scope, and gives them tokens. It is safe
// for concurrent use.
type Table struct {
	scope  string
	mu     sync.Mutex
	byName map[string]*Symbol
	byID   []*Symbol
}

// NewTable returns a table whose symbols have the given scope.
func NewTable(scope string) *Table {
	return &Table{scope: scope, byName: map[string]*Symbol{}}
}

// Symbol returns the symbol with this name in the table's scope.
func (t *Table) Symbol(name string) *Symbol { return t.Scoped(t.scope, name) }

// Scoped returns the symbol with this name in another scope: an account id is
// one thing per provider alias, a partition one per repository.
func (t *Table) Scoped(scope, name string) *Symbol {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := scope + "\x00" + name
	if s := t.byName[key]; s != nil {
		return s
	}
	s := t.add(&Symbol{Name: name, Scope: scope})
	t.byName[key] = s
	return s
}

// Fresh returns a new symbol that is equal to nothing but itself.
func (t *Table) Fresh(name string) *Symbol {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.add(&Symbol{Name: name, Scope: t.scope, Fresh: true})
}

func (t *Table) add(s *Symbol) *Symbol {
	s.id = len(t.byID)
	t.byID = append(t.byID, s)
	return s
}

// Token returns the text that stands for a symbol of this table.
func (t *Table) Token(s *Symbol) string {
	return tokenOpen + strconv.Itoa(s.id) + tokenClose
}

// Encode writes the text with a token for each symbol. Symbols must be of this
// table.
func (t *Table) Encode(x Text) string {
	var b strings.Builder
	for _, p := range x.parts {
		if p.Sym != nil {
			b.WriteString(t.Token(p.Sym))
		} else {
			b.WriteString(p.Lit)
		}
	}
	return b.String()
}

// Decode reads a string that may hold tokens. A nil table decodes nothing.
func (t *Table) Decode(s string) Text {
	if t == nil || !strings.Contains(s, tokenOpen) {
		return Text{parts: []Part{{Lit: s}}}
	}
	var parts []Part
	for s != "" {
		before, rest, found := strings.Cut(s, tokenOpen)
		parts = append(parts, Part{Lit: before})
		if !found {
			break
		}
		number, after, closed := strings.Cut(rest, tokenClose)
		sym := t.lookup(number)
		if !closed || sym == nil {
			parts = append(parts, Part{Lit: tokenOpen})
			s = rest
			continue
		}
		parts = append(parts, Part{Sym: sym})
		s = after
	}
	return Join(Text{}.At, parts...)
}

func (t *Table) lookup(number string) *Symbol {
	id, err := strconv.Atoi(number)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil || id < 0 || id >= len(t.byID) {
		return nil
	}
	return t.byID[id]
}
