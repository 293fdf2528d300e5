package iamjson

import (
	"strings"

	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// filledIn is a tree in which symbols stand for the holes of a template, such as
// $account_id for envsubst: the file is JSON before it is filled in as well as
// afterwards, and one name means one thing throughout the file. Documents that
// stand encoded in a string are left as they are.
func filledIn(n *text.Node, file string) *text.Node {
	if n == nil {
		return nil
	}
	out := *n
	if n.Kind == text.String && !encoded(n) {
		out.Text = iam.FillIn(n.Text, file)
	}
	out.Items, out.Fields = nil, nil
	for _, item := range n.Items {
		item.Value = filledIn(item.Value, file)
		out.Items = append(out.Items, item)
	}
	for _, f := range n.Fields {
		f.Key, f.Value = iam.FillIn(f.Key, file), filledIn(f.Value, file)
		out.Fields = append(out.Fields, f)
	}
	return &out
}

func encoded(n *text.Node) bool {
	s, _ := n.Text.Value()
	s = strings.TrimSpace(s)
	return strings.HasPrefix(s, "{\"") || strings.HasPrefix(s, "%7B") || strings.Contains(s, "\n")
}

// elsewhere reports whether a version is that of another cloud's policies, which
// have the same elements: 1 (Alibaba Cloud), 1.1 (Huawei Cloud), 2.0 (Tencent
// Cloud).
// https://www.alibabacloud.com/help/en/ram/policy-elements
func elsewhere(version string) bool {
	return version == "1" || version == "1.0" || version == "1.1" || version == "2.0" || version == "5.0"
}

// mentions reports whether some string of a tree begins with a prefix.
func mentions(n *text.Node, prefix string) bool {
	if n == nil {
		return false
	}
	if _, ok := n.Text.CutPrefix(prefix); ok {
		return true
	}
	for _, item := range n.Items {
		if mentions(item.Value, prefix) {
			return true
		}
	}
	for _, f := range n.Fields {
		if mentions(f.Value, prefix) {
			return true
		}
	}
	return false
}
