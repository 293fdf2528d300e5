// Package lang decides questions about regular sets of strings: which values of
// a claim a trust policy admits, whether one policy admits more than another,
// and, if so, which readable value shows it.
//
// A [Pattern] is a sequence of characters, character classes, runs of a class
// and symbols. A [Set] is a boolean combination of patterns. Both are immutable
// values, safe to share between goroutines; the zero Set is empty.
//
// # Symbols
//
// A symbol is a part of a literal that is one string, unknown which (the value
// of a Terraform variable), unlike a wildcard, which is every string. A set with
// symbols stands for one set of strings per assignment of its symbols, and
// verdicts quantify over all assignments: Yes means "whatever the symbols are",
// No means "never, whatever the symbols are", Unknown is the rest. Equal ids are
// equal strings; different ids are unrelated and may be equal too.
//
// To decide, members are searched for among words in which a symbol is a letter
// of its own. Such a word is taken for a member only if it is one whatever the
// letter stands for: a positive pattern reads the letter with its own symbol or
// within `*`, while a subtracted pattern is taken to read whatever the letter
// could be replaced by. Emptiness is claimed only for the opposite reading.
// So with symbols Unknown may be given where the truth is known: that "*" is
// more than one unknown string, say, is so, but no one string shows it.
//
// # Limits
//
// Deciding is exact without symbols, up to a fixed amount of work ([workBudget]
// in the source). Beyond it the verdict is Unknown, never a guess. Inclusion
// among lists of globs is answered mostly without search.
package lang
