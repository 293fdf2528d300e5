package config

import (
	"regexp"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// form says what may stand at one place of the file. The check of a file and
// the published schema are both made from the same forms, so that an editor
// and the program cannot disagree.
type form struct {
	// kind is Map, List or String; Opaque stands for any value but null.
	kind text.Kind
	// doc describes the value, for the schema.
	doc string
	// want says in words what a String must be: "a date".
	want string
	// enum lists what a String may be; nil leaves it open.
	enum []string
	// pattern restricts a String. It is read alike by RE2 and ECMA 262.
	pattern *regexp.Regexp
	// mend corrects a String that does not fit, or returns "". It may be nil.
	mend func(string) string
	// refuse says what is wrong with a String in a way that no schema can
	// express, or returns "". It may be nil.
	refuse func(string) string
	// role is what a String refers to.
	role role
	// items is what a List holds.
	items *form
	// fields are the keys of a Map whose keys are fixed.
	fields []field
	// short is the key of a Map that a plain string in its place stands for.
	short string
	// keys and values describe a Map whose keys are free.
	keys, values *form
}

// role says what a string refers to, beyond its form.
type role uint8

const (
	plain       role = iota
	rulePattern      // ids of rules, with * as a glob
	ruleID           // the id of one rule; as a key, its value are parameters
)

// field is a key with a fixed name.
type field struct {
	key      string
	required bool
	form     *form
}

// names lists the keys of a Map with fixed keys.
func (f *form) names() []string {
	var out []string
	for _, x := range f.fields {
		out = append(out, x.key)
	}
	return out
}

// field returns the form under a key, or nil.
func (f *form) field(key string) *form {
	for _, x := range f.fields {
		if x.key == key {
			return x.form
		}
	}
	return nil
}

// rootForm is the form of the whole file. The order of its keys is the order
// of the documentation and of what `config show` prints.
func rootForm() *form {
	pattern := func() *form {
		return &form{kind: text.String, role: rulePattern,
			want:    "the id of a rule, such as trust/any-subject, or a glob, such as trust/*",
			pattern: regexp.MustCompile(`^[^ \t\r\n]+$`)}
	}
	severities := []string{"note", "low", "medium", "high", "critical"}
	return &form{kind: text.Map, fields: []field{
		{key: "extends", form: pathForm("A configuration that this one adds to, relative to the folder of this file. Lists are appended to its lists, other values replace its values.")},
		{key: "accounts", form: accountsForm("Your own accounts.")},
		{key: "vendors", form: accountsForm("Accounts of third parties that you trust on purpose.")},
		{key: "repository", form: &form{kind: text.String,
			doc:     "The repository or project that the files are of, as the CI system names it in tokens.",
			want:    "owner/name or group/project, such as acme/payments",
			pattern: regexp.MustCompile(`^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+$`)}},
		{key: "issuers", form: issuersForm()},
		{key: "complete", form: completeForm()},
		{key: "break-glass", form: breakGlassForm()},
		{key: "exclude", form: listOf("Files and folders to leave out: globs over paths relative to the root of the repository; one without a slash is matched with every name.", globForm(""))},
		{key: "policies", form: listOf("Folders of your own policies, relative to the folder of this file.", pathForm(""))},
		{key: "select", form: listOf("The rules to run; all if there are none. Ids or globs.", pattern())},
		{key: "ignore", form: listOf("Rules not to run, of those selected. Ids or globs.", pattern())},
		{key: "severity", form: &form{kind: text.Map,
			doc:    "The severity of a rule's findings, or off. An id beats a glob, and of two globs the one with more letters counts.",
			keys:   pattern(),
			values: &form{kind: text.String, enum: append(severities, "off")}}},
		{key: "params", form: &form{kind: text.Map,
			doc: "Parameters of rules, by id; `subaud explain RULE` lists them.",
			keys: &form{kind: text.String, role: ruleID, want: "the id of a rule, such as trust/any-subject",
				pattern: regexp.MustCompile(`^[^* \t\r\n]+$`)},
			values: &form{kind: text.Map, keys: textForm("", "a name"), values: &form{kind: text.Opaque}}}},
		{key: "rules", form: &form{kind: text.String,
			doc:     "The release whose rules count. Findings of younger rules are notes, so that an update breaks no build.",
			want:    `a release, such as "2026.12"`,
			pattern: regexp.MustCompile(`^20[0-9][0-9]\.(0[1-9]|1[0-2])$`), mend: mendRelease}},
		{key: "persona", form: &form{kind: text.String, doc: "Who reads the report: each persona sees more than the one before it.", enum: []string{"regular", "pedantic", "auditor"}}},
		{key: "fail-on", form: &form{kind: text.String, doc: "The least severity that makes the exit code 1.", enum: severities}},
		{key: "min-confidence", form: &form{kind: text.String, doc: "The least confidence to report.", enum: []string{"low", "medium", "high"}}},
		{key: "baseline", form: pathForm("The baseline: findings that were there before, relative to the folder of this file.")},
		{key: "exceptions", form: pathForm("The exceptions: findings that were accepted, relative to the folder of this file.")},
	}}
}

func listOf(doc string, items *form) *form { return &form{kind: text.List, doc: doc, items: items} }

// textForm is a string that holds more than space.
func textForm(doc, want string) *form {
	return &form{kind: text.String, doc: doc, want: want, pattern: regexp.MustCompile(`[^ \t\r\n]`)}
}

func pathForm(doc string) *form { return textForm(doc, "a path") }

func globForm(doc string) *form {
	return &form{kind: text.String, doc: doc, want: "a glob over paths, such as **/testdata/**", refuse: refuseGlob,
		pattern: regexp.MustCompile(`^[^! \t\r\n]`)}
}

func accountsForm(doc string) *form {
	return listOf(doc, &form{kind: text.Map, short: "id", fields: []field{
		{key: "id", required: true, form: &form{kind: text.String,
			doc:     "An AWS account (12 digits, in quotes), an Azure tenant or subscription (a GUID), or a Google Cloud project id.",
			want:    `an AWS account of 12 digits in quotes, a GUID of Azure, or a project id of Google Cloud`,
			pattern: regexp.MustCompile(`^([0-9]{12}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9])$`),
			mend:    mendAccount}},
		{key: "name", form: textForm("What people call it.", "a name")},
	}})
}

func issuersForm() *form {
	return listOf("Your own issuers of tokens.", &form{kind: text.Map, fields: []field{
		{key: "host", required: true, form: &form{kind: text.String,
			doc:     "The issuer's URL without https://, as an IAM condition key has it.",
			want:    "a host in lower case with the path that belongs to it, without https://",
			pattern: regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]+)?(/[^ \t\r\n]*)?$`),
			mend:    mendHost}},
		{key: "class", required: true, form: &form{kind: text.String,
			doc:  "Who can get a token of it: only your workloads (private), the members of one customer (tenant), or everybody (shared).",
			enum: []string{"private", "tenant", "shared"}}},
		{key: "name", form: textForm("What people call it.", "a name")},
	}})
}

func completeForm() *form {
	return listOf("Kinds of facts of which the repository holds all there are, so that what is not found does not exist.",
		&form{kind: text.Map, short: "kind", fields: []field{
			{key: "kind", required: true, form: &form{kind: text.String, doc: "The kind of fact.", enum: completeKinds()}},
			{key: "scope", form: globForm("The files for which this holds: a glob over paths relative to the root of the repository. All, if it is left out.")},
		}})
}

// completeKinds are the kinds of facts that others refer to.
func completeKinds() []string {
	var out []string
	for _, k := range facts.Kinds() {
		switch k {
		case facts.KindCredential, facts.KindInput, facts.KindIgnore:
		default:
			out = append(out, string(k))
		}
	}
	return out
}

func breakGlassForm() *form {
	return &form{kind: text.Map, doc: "Who is meant to be an administrator, for emergencies.", fields: []field{
		{key: "principals", form: listOf("Principals of a cloud: ARNs, member names, object ids. A * stands for any text.", textForm("", "a principal"))},
		{key: "groups", form: listOf("Groups of Kubernetes. A * stands for any text.", textForm("", "a group"))},
	}}
}

// mendRelease corrects a release that was written without quotes, with a
// hyphen, or without the zero of its month.
func mendRelease(s string) string {
	year, month, ok := strings.Cut(strings.NewReplacer("-", ".", "/", ".").Replace(strings.TrimPrefix(s, "v")), ".")
	if len(month) == 1 {
		month = "0" + month
	}
	if !ok || !isRelease(year+"."+month) {
		return ""
	}
	return year + "." + month
}

// mendAccount corrects an account id that is written as the console shows it:
// 1234-5678-9012.
func mendAccount(s string) string {
	digits := strings.NewReplacer("-", "", " ", "").Replace(s)
	if len(digits) != 12 || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return digits
}

// mendHost makes a host of a URL.
func mendHost(s string) string {
	_, rest, ok := strings.Cut(s, "://")
	if !ok {
		rest = s
	}
	host, path, slash := strings.Cut(rest, "/")
	if slash && path != "" {
		return strings.ToLower(host) + "/" + path
	}
	return strings.ToLower(host)
}
