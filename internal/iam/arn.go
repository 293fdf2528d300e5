package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// ARN is an Amazon Resource Name cut into its fields. Fields may hold symbols.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
type ARN struct {
	Partition, Service, Region, Account, Resource facts.Text
}

// Fault says what is wrong with an ARN, and what was probably meant.
type Fault struct {
	// Why is a clause for people, such as "it has 5 fields instead of 6".
	Why string
	// Fix is the ARN that was probably meant; empty if that cannot be told.
	Fix string
	// Open names, where it is not known whether something is wrong, the symbols
	// that decide it.
	Open []string
}

// ParseARN cuts an ARN at its first five colons. It is false where the text
// does not begin with "arn:" or has too few fields to tell them apart. A symbol
// is taken to stay within its field.
func ParseARN(t facts.Text) (ARN, bool) {
	rest, ok := t.CutPrefix("arn:")
	if !ok {
		return ARN{}, false
	}
	pieces := rest.Split(":")
	if len(pieces) < 5 {
		return ARN{}, false
	}
	resource := pieces[4]
	for _, p := range pieces[5:] {
		resource = text.Concat(resource, text.Known(":", t.At), p)
	}
	return ARN{pieces[0], pieces[1], pieces[2], pieces[3], resource.WithAt(t.At)}, true
}

// partitions lists AWS's partitions.
// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html (as of 2026-11)
var partitions = []string{
	"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
}

// scope says which fields a service's ARNs have.
type scope struct {
	noRegion      bool // the region is always empty
	needsRegion   bool
	needsAccount  bool
	accountless   bool // the account is always empty
	namedAccounts []string
}

// scopes holds the services whose ARNs matter to identity and whose fields are
// always or never there. Services that are not listed are not judged.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html (as of 2026-11)
var scopes = map[string]scope{
	"iam":            {noRegion: true, needsAccount: true, namedAccounts: []string{"aws", "cloudfront", "aws-marketplace"}},
	"sts":            {noRegion: true, needsAccount: true},
	"organizations":  {noRegion: true, needsAccount: true, namedAccounts: []string{"aws"}},
	"cloudfront":     {noRegion: true, needsAccount: true},
	"route53":        {noRegion: true},
	"s3":             {noRegion: true, accountless: true},
	"eks":            {needsRegion: true, needsAccount: true},
	"ecr":            {needsRegion: true, needsAccount: true},
	"secretsmanager": {needsRegion: true, needsAccount: true},
	"kms":            {needsRegion: true, needsAccount: true},
	"sqs":            {needsRegion: true, needsAccount: true},
	"sns":            {needsRegion: true, needsAccount: true},
	"dynamodb":       {needsAccount: true}, // global tables have no region
	"lambda":         {needsRegion: true, needsAccount: true},
}

var (
	accountForm = text.Regexp(`^[0-9]{12}$`)
	wildAccount = text.Regexp(`^[0-9*?]+$`)
	regionForm  = text.Regexp(`^[a-z]{2,4}(-[a-z]+)+-[0-9]+$`)
	serviceForm = text.Regexp(`^[a-z0-9][a-z0-9-]*$`)
)

// templated reports whether a value still has to be filled in by something that
// is not read here: a template, a shell, or IAM itself (policy variables).
func templated(s string) bool {
	return strings.Contains(s, "${") || strings.Contains(s, "{{") || strings.Contains(s, "$(") ||
		strings.Contains(s, "<%") || strings.Contains(s, "%{") || shellVariable().MatchString(s)
}

var shellVariable = text.Regexp(`\$[A-Za-z_]`)

// CheckARN decides whether a text is malformed as an ARN: yes is a proof, no
// says that it is well-formed as far as is known of its service, unknown that
// it depends on the symbols that Fault.Open names.
func CheckARN(t facts.Text) (Fault, text.Truth) {
	s, ok := t.Value()
	switch {
	case t.Absent() || s == "*":
		return Fault{}, text.No
	case !ok:
		return checkPartARN(t)
	case policyVariable().MatchString(s):
		return checkVariable(s)
	case templated(s):
		return checkPartARN(FillIn(t, ""))
	case principalForm().MatchString(s), crossing(s):
		return Fault{}, text.No
	}
	if f, bad := checkFields(s); bad {
		return f, text.Yes
	}
	return Fault{}, text.No
}

// crossing reports whether an ARN has fewer than six fields of which the last
// is a star: at the end, a star matches beyond colons.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func crossing(s string) bool {
	return strings.HasPrefix(s, "arn:") && strings.Count(s, ":") < 5 && strings.HasSuffix(s, ":*")
}

// CheckResource decides whether a text is malformed as a resource of a policy.
// Of an ARN with fewer than six fields IAM takes those that are missing for
// stars, so that "arn:aws:sqs" is as good as "arn:aws:sqs:*:*:*"; what was meant
// as a later field then stands in an earlier one. The resources of API
// Gateway's own policies may begin with the service.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
func CheckResource(t facts.Text) (Fault, text.Truth) {
	f, truth := CheckARN(t)
	s, ok := t.Value()
	switch {
	case truth != text.Yes || !ok:
		return f, truth
	case strings.HasPrefix(s, "execute-api:/"):
		return Fault{}, text.No
	}
	if n := strings.Count(s, ":"); strings.HasPrefix(s, "arn:") && n < 5 && !strings.HasSuffix(s, ":") {
		if _, bad := checkFields(s + strings.Repeat(":*", 5-n)); !bad {
			return Fault{}, text.No
		}
	}
	return f, truth
}

// arnKeys are condition keys that hold ARNs and nothing else.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
var arnKeys = []string{"aws:principalarn", "aws:sourcearn", "iam:policyarn", "iam:permissionsboundary"}

// CheckCompared decides whether a value of a condition is malformed as an ARN:
// if it begins like one, or if what it is compared with is always one.
func CheckCompared(c *facts.Condition, value facts.Text) (Fault, text.Truth) {
	if _, like := value.CutPrefix("arn:"); like {
		return CheckARN(value)
	}
	s, ok := value.Value()
	key, _ := c.Key.Value()
	operator, _ := c.Operator.Value()
	o := parseOperator(operator)
	if !ok || !o.compares() || o.base == "bool" || !slices.Contains(arnKeys, strings.ToLower(key)) || s == "" || isWild(s[:1]) || templated(s) {
		return Fault{}, text.No
	}
	f := Fault{Why: `it does not begin with "arn:"`}
	if rest, swapped := strings.CutPrefix(s, "aws:arn:"); swapped {
		f.Fix = "arn:aws:" + rest
	}
	if _, bad := checkAll(f.Fix); bad {
		f.Fix = ""
	}
	return f, text.Yes
}

// policyVariable is a variable that IAM fills in: ${aws:username}. It may stand
// in the last field of an ARN.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
var policyVariable = text.Regexp(`\$\{([A-Za-z][A-Za-z0-9.-]*:[^{}]*|[*?$])\}`)

// checkVariable judges an ARN with policy variables, which may stand only after
// the fifth colon.
func checkVariable(s string) (Fault, text.Truth) {
	filled := policyVariable().ReplaceAllString(s, "variable")
	fields := strings.SplitN(filled, ":", 6)
	switch {
	case templated(filled), !strings.HasPrefix(s, "arn:"):
		return Fault{Open: []string{s}}, text.Unknown
	case len(fields) == 6 && strings.Contains(strings.Join(fields[:5], ":"), "variable"):
		return Fault{Why: "IAM fills in its variables only after the fifth colon"}, text.Yes
	}
	if f, bad := checkFields(filled); bad {
		return Fault{Why: f.Why}, text.Yes
	}
	return Fault{}, text.No
}

// principalForm are the names of principals that are no ARNs: account ids,
// hosts of services and identity providers, unique ids, canonical users.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
var principalForm = text.Regexp(`^([0-9]{12}|[a-z0-9-]+(\.[a-z0-9-]+)+|A[A-Z0-9]{15,}|[0-9a-f]{64})$`)

func checkFields(s string) (Fault, bool) {
	if trimmed := strings.TrimSpace(s); trimmed != s {
		f := Fault{Why: "it begins or ends with white space", Fix: trimmed}
		if _, bad := checkFields(trimmed); bad {
			f.Fix = ""
		}
		return f, true
	}
	if !strings.HasPrefix(s, "arn:") {
		return Fault{Why: `it does not begin with "arn:"`}, true
	}
	fields := strings.SplitN(s, ":", 6)
	if len(fields) > 2 {
		if f, bad := checkPartition(fields[1]); bad {
			return refit(f, fields, 1), true
		}
		if f, bad := checkService(fields[2]); bad {
			return refit(f, fields, 2), true
		}
	}
	if len(fields) < 6 {
		return tooFew(fields), true
	}
	return checkScope(fields)
}

// refit puts a corrected field back into the ARN, if the rest then stands.
func refit(f Fault, fields []string, i int) Fault {
	if f.Fix == "" {
		return f
	}
	better := slices.Clone(fields)
	better[i] = f.Fix
	f.Fix = strings.Join(better, ":")
	if _, bad := checkFields(f.Fix); bad {
		f.Fix = ""
	}
	return f
}

func checkPartition(p string) (Fault, bool) {
	if isWild(p) || slices.Contains(partitions, p) {
		return Fault{}, false
	}
	f := Fault{Why: `"` + p + `" is not a partition of AWS`}
	if name, _ := nearest(strings.TrimSpace(p), partitions); name != "" {
		f.Fix = name
	}
	return f, true
}

func checkService(service string) (Fault, bool) {
	if isWild(service) || serviceForm().MatchString(service) {
		return Fault{}, false
	}
	f := Fault{Why: `"` + service + `" is not the name of a service`}
	squeezed := strings.ToLower(strings.Join(strings.Fields(service), ""))
	if _, ok := scopes[squeezed]; ok {
		f.Fix = squeezed
		f.Why += `; "` + squeezed + `" is probably meant`
	}
	return f, true
}

// tooFew explains an ARN with fewer than six fields.
func tooFew(fields []string) Fault {
	f := Fault{Why: "it has " + number(len(fields)) + " fields separated by colons instead of six"}
	for i := 3; i <= len(fields); i++ {
		better := slices.Insert(slices.Clone(fields), i, "")
		if len(better) != 6 || better[5] == "" {
			continue
		}
		if _, bad := checkScope(better); !bad {
			f.Fix = strings.Join(better, ":")
			break
		}
	}
	return f
}

func number(n int) string {
	return [...]string{"no", "one", "two", "three", "four", "five", "six"}[min(n, 6)]
}

// checkScope judges region, account and resource by the service.
func checkScope(fields []string) (Fault, bool) {
	service, resource := fields[2], fields[5]
	sc := scopes[service]
	if service == "s3" && accessPoint().MatchString(resource) {
		sc = scope{}
	}
	for _, check := range []func([]string, scope) Fault{checkRegion, checkAccount, checkResource} {
		if f := check(fields, sc); f.Why != "" {
			if _, bad := checkAll(f.Fix); bad {
				f.Fix = ""
			}
			return f, true
		}
	}
	return Fault{}, false
}

// checkAll judges a suggestion, which must not be wrong itself.
func checkAll(fix string) (Fault, bool) {
	if fix == "" {
		return Fault{}, false
	}
	return checkFields(fix)
}

// accessPoint are the resources of S3 that have a region and an account.
var accessPoint = text.Regexp(`^(accesspoint|async-request/|job/|storage-lens|access-grants)`)

// with puts a value into one field.
func with(fields []string, i int, value string) string {
	better := slices.Clone(fields)
	better[i] = value
	return strings.Join(better, ":")
}

func checkRegion(fields []string, sc scope) Fault {
	service, region := fields[2], fields[3]
	switch {
	case isWild(region):
	case region == "" && sc.needsRegion && fields[4] != "aws": // what AWS itself owns has none
		return Fault{Why: "ARNs of " + service + " need a region"}
	case region == "":
	case sc.noRegion:
		return Fault{Why: "ARNs of " + service + ` have no region, this one has "` + region + `"`, Fix: with(fields, 3, "")}
	case !regionForm().MatchString(region):
		return Fault{Why: `"` + region + `" is not a region`}
	}
	return Fault{}
}

func checkAccount(fields []string, sc scope) Fault {
	service, account := fields[2], fields[4]
	switch {
	case isWild(account) && sc.accountless && strings.Trim(account, "*") != "", isWild(account) && !wildAccount().MatchString(account):
		return Fault{Why: `"` + account + `" matches no account`}
	case isWild(account):
	case account == "" && sc.needsAccount:
		return Fault{Why: "ARNs of " + service + " need an account"}
	case account == "":
	case sc.accountless:
		return Fault{Why: "ARNs of buckets and objects have no account", Fix: with(fields, 4, "")}
	case !validAccount(account, service):
		return Fault{Why: `"` + account + `" is not an account id: that has twelve digits`}
	}
	return Fault{}
}

func checkResource(fields []string, _ scope) Fault {
	resource := fields[5]
	switch {
	case strings.Trim(resource, ": ") == "":
		return Fault{Why: "it names no resource"}
	case strings.HasPrefix(resource, ":"):
		return Fault{Why: "it has a colon too many before the resource", Fix: with(fields, 5, strings.TrimLeft(resource, ":"))}
	case fields[2] == "iam" && strings.Contains(resource, " ") && fields[4] != "cloudfront":
		return Fault{Why: "names in IAM hold no spaces"}
	}
	return Fault{}
}

// validAccount: services publish resources under names of their own, so that a
// name is only judged where the table lists all of them.
func validAccount(account, service string) bool {
	sc, listed := scopes[service]
	return isWild(account) || accountForm().MatchString(account) || account == "aws" ||
		slices.Contains(sc.namedAccounts, account) || !listed && serviceForm().MatchString(account) && !isDigits(account)
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func isWild(s string) bool { return strings.ContainsAny(s, "*?") }
