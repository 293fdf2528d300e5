package kube

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// The fields of other objects that are written like those of Kubernetes, and
// decoded by the same rules: the configurations of eksctl.

// StringField reads a string field. One that may be there all the same (the
// parent is unknown, or open) is a symbol, not an absent text.
func StringField(parent *text.Node, key string) facts.Text { return str(parent, key) }

// FlagField reads a boolean field.
func FlagField(parent *text.Node, key string) facts.Flag { return flag(parent, key) }

// ListField reads a field that holds a list of strings.
func ListField(parent *text.Node, key string) facts.List { return list(parent, key) }
