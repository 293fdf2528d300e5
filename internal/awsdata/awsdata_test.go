package awsdata_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/awsdata"
)

func TestTablesAreWhole(t *testing.T) {
	if n := len(awsdata.Prefixes()); n < 400 {
		t.Errorf("there are %d services", n)
	}
	actions := 0
	for _, p := range awsdata.Prefixes() {
		s := awsdata.ServiceOf(p)
		for _, a := range s.Actions {
			actions++
			if a.Name == "" || !strings.ContainsRune("RLWTP", rune(a.Level)) {
				t.Errorf("%s: broken action %+v", p, a)
			}
			for _, name := range a.Types {
				if _, ok := s.Type(name); !ok {
					t.Errorf("%s:%s acts on %s, which is described nowhere", p, a.Name, name)
				}
			}
		}
		for _, r := range s.Types {
			for _, arn := range r.ARNs {
				if !strings.HasPrefix(arn, "arn:") && arn != "*" {
					t.Errorf("%s: %s has ARN %q", p, r.Name, arn)
				}
			}
		}
	}
	if actions < 20000 {
		t.Errorf("there are %d actions", actions)
	}
	if n := len(awsdata.ManagedNames()); n < 1400 {
		t.Errorf("there are %d managed policies", n)
	}
}

func TestServices(t *testing.T) {
	s3 := awsdata.ServiceOf("S3")
	if a, ok := s3.Action("getobject"); !ok || a.Name != "GetObject" || a.Level != awsdata.Read {
		t.Errorf("GetObject is %+v", a)
	}
	if n := len(s3.Matching("Get?bject")); n != 1 {
		t.Errorf("Get?bject covers %d actions", n)
	}
	if awsdata.ServiceOf("aws") != nil || awsdata.ServiceOf("s33") != nil {
		t.Error("there are services aws or s33")
	}
	if a, _ := awsdata.ServiceOf("iam").Action("PassRole"); len(a.Required) != 1 || a.Required[0] != "role" {
		t.Errorf("PassRole is %+v", a)
	}
}

func TestKeys(t *testing.T) {
	for name, want := range map[string]struct {
		kind         string
		found, known bool
	}{
		"aws:PrincipalArn":                   {"ARN", true, true},
		"AWS:principalorgid":                 {"String", true, true},
		"aws:PrincipalTag/team":              {"String", true, true},
		"aws:PrincipalTag":                   {"", false, true},
		"s3:ExistingObjectTag/class":         {"String", true, true},
		"s3:NoSuchKey":                       {"", false, true},
		"iam:PassedToService":                {"String", true, true},
		"oidc.eks.eu-west-1.example.com:sub": {"", false, false},
		"lambda:SourceFunctionArn":           {"ARN", true, true},
		"NoColon":                            {"", false, true},
	} {
		k, found, known := awsdata.KeyOf(name)
		if found != want.found || known != want.known || found && k.Type != want.kind {
			t.Errorf("%s: %+v, found %v, known %v", name, k, found, known)
		}
	}
}

func TestManaged(t *testing.T) {
	if m, _, ok := awsdata.ManagedOf("AdministratorAccess"); !ok || !strings.Contains(m.Document, `"Action":"*"`) {
		t.Errorf("AdministratorAccess is %+v", m)
	}
	if m, _, ok := awsdata.ManagedOf("AmazonS3ReadOnlyAccess"); !ok || m.Document != "" {
		t.Errorf("AmazonS3ReadOnlyAccess is %+v", m)
	}
	if _, others, ok := awsdata.ManagedOf("AmazonEBSCSIDriverPolicy"); ok || len(others) != 1 || others[0] != "service-role/AmazonEBSCSIDriverPolicy" {
		t.Errorf("AmazonEBSCSIDriverPolicy: %v %v", others, ok)
	}
}

func BenchmarkFirstService(b *testing.B) {
	for b.Loop() {
		awsdata.ServiceOf("s3").Matching("get*")
	}
}

// TestLooks: what AWS calls read-only is so here, and a job that changes
// something is not.
func TestLooks(t *testing.T) {
	for name, want := range map[string]bool{
		"ReadOnlyAccess": true, "SecurityAudit": true, "job-function/ViewOnlyAccess": true, "IAMReadOnlyAccess": true,
		"AdministratorAccess": false, "PowerUserAccess": false, "AmazonS3FullAccess": false, "job-function/Billing": false,
	} {
		if m, _, found := awsdata.ManagedOf(name); !found || m.Looks != want || m.Looks && m.Document != "" {
			t.Errorf("%s: found %t, looks %t, want %t", name, found, m.Looks, want)
		}
	}
}
