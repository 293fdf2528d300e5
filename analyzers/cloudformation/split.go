package cloudformation

import (
	"strings"

	"github.com/subaud/subaud/internal/text"
)

// mayHold reports whether a delimiter may stand in the i-th part of a text, if
// that is a symbol: within it, or partly in what stands beside it.
func mayHold(parts []text.Part, i int, delimiter string) bool {
	s := parts[i].Sym
	if s == nil {
		return false
	}
	before, after, ends := "", "", len(parts) == i+1
	if i > 0 {
		before = parts[i-1].Lit
	}
	if !ends {
		after = parts[i+1].Lit
	}
	for from := range len(delimiter) {
		for to := from + 1; to <= len(delimiter); to++ {
			if mayContain(s, delimiter[from:to], from > 0, to < len(delimiter)) && mayEnd(before, delimiter[:from], i == 0) && mayBegin(after, delimiter[to:], ends) {
				return true
			}
		}
	}
	return false
}

// mayEnd reports whether what stands before a symbol may end with a string.
func mayEnd(before, with string, edge bool) bool {
	return strings.HasSuffix(before, with) || !edge && strings.HasSuffix(with, before)
}

// mayBegin reports whether what stands behind a symbol may begin with a string.
func mayBegin(after, with string, edge bool) bool {
	return strings.HasPrefix(after, with) || !edge && strings.HasPrefix(with, after)
}

const (
	digits = "0123456789"
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// mayContain reports whether a symbol may hold a string, at its beginning or its
// end, by the characters that symbols of its kind are made of.
func mayContain(s *text.Symbol, part string, first, last bool) bool {
	allowed := ""
	switch s.Form {
	case text.FormAccount:
		allowed = digits
	case text.FormPartition, text.FormRegion:
		allowed = lower + digits + "-"
	case text.FormDomain:
		allowed = lower + digits + "-."
	case text.FormName: // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
		allowed = lower + upper + digits + "_+=,.@-"
	default:
		if !strings.HasSuffix(s.Name, issuerHost) {
			return true
		}
		// oidc.eks.REGION.amazonaws.com/id/ID
		if strings.Contains(part, "//") || strings.Contains(part, "provider") || first && part[0] == '/' || last && part[len(part)-1] == '/' {
			return false
		}
		allowed = lower + upper + digits + "-./"
	}
	return strings.Trim(part, allowed) == ""
}
