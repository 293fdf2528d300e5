package vocabulary

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
)

// Managing lists the actions by which a statement, as far as it is known, changes
// who may do something: those of the access level permissions management. Those
// of IAM and its like, and elements for whole services, are asked about as what
// they come to.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
func Managing(s *facts.Statement) []string {
	var out []string
	for _, item := range s.Actions.Items {
		name, known := item.Value()
		prefix, action, _ := strings.Cut(name, ":")
		service := awsdata.ServiceOf(prefix)
		if !known || service == nil || strings.Trim(action, "*") == "" || slices.Contains([]string{"iam", "sts", "eks", "organizations"}, service.Prefix) {
			continue
		}
		for _, a := range service.Matching(action) {
			if full := service.Prefix + ":" + a.Name; a.Level == awsdata.Permissions && !a.Looks() && !slices.Contains(out, full) {
				out = append(out, full)
			}
		}
	}
	return out
}

// Restrictable lists the actions of a statement if each of them changes something
// and does nothing without a resource that has an ARN; else none. Patterns are
// left out: what they cover changes.
func Restrictable(s *facts.Statement) []string {
	var out []string
	for _, item := range s.Actions.Items {
		name, known := item.Value()
		prefix, action, _ := strings.Cut(name, ":")
		service := awsdata.ServiceOf(prefix)
		if !known || service == nil || strings.ContainsAny(action, "*?") {
			return nil
		}
		a, found := service.Action(action)
		if !found || len(a.Required) == 0 || a.Looks() {
			return nil
		}
		out = append(out, service.Prefix+":"+a.Name)
	}
	return out
}
