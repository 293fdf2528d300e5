package iam_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

func TestCheckService(t *testing.T) {
	judge := func(s string) (iam.Fault, text.Truth) { return iam.CheckService(text.Known(s, source.Span{})) }
	for _, known := range awsdata.ServicePrincipals() {
		regional := known
		if head, ok := strings.CutSuffix(known, ".amazonaws.com"); ok {
			regional = head + ".ap-south-2.amazonaws.com"
		}
		for _, s := range []string{known, regional, strings.Replace(known, ".amazonaws.com", ".amazonaws.com.cn", 1)} {
			if f, bad := judge(s); bad != text.No {
				t.Errorf("%s: %s %+v", s, bad, f)
			}
		}
	}
	// Newer than the tables, and near no other.
	for _, p := range awsdata.Prefixes() {
		if f, bad := judge(p + ".amazonaws.com"); bad != text.No {
			t.Errorf("%s: %s %+v", p, bad, f)
		}
	}
	for s, fix := range map[string]string{
		"lambda":                            "lambda.amazonaws.com",
		"Lambda":                            "lambda.amazonaws.com",
		"lamda.amazonaws.com":               "lambda.amazonaws.com",
		"ecs-task.amazonaws.com":            "ecs-tasks.amazonaws.com",
		"pods.ekss.amazonaws.com":           "pods.eks.amazonaws.com",
		"apigatway.us-east-1.amazonaws.com": "apigateway.amazonaws.com",
		"arn:aws:iam::1:role/x":             "",
		"http://lambda.amazonaws.com":       "",
	} {
		if f, bad := judge(s); bad != text.Yes || f.Fix != fix {
			t.Errorf("%s: %s %+v, want %q", s, bad, f, fix)
		}
	}
	for _, s := range []string{"*", "${service}.amazonaws.com", "<SERVICE>.amazonaws.com", "moonbase.amazonaws.com", "xyz.amazonaws.com"} {
		if f, bad := judge(s); bad != text.No {
			t.Errorf("%s: %s %+v", s, bad, f)
		}
	}
}
