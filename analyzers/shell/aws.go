package shell

import (
	"path"
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// aws reads commands of the AWS CLI.
// https://docs.aws.amazon.com/cli/latest/reference/
func (c *command) aws() {
	switch {
	case c.begins("iam", "create-access-key"):
		c.creates("aws", "access-key-pair", awsKey)
	case c.begins("iam", "delete-access-key"), c.begins("iam", "delete-user"):
		c.reader.deleted[awsKey] = true
	case c.begins("iam", "create-role"):
		c.createRole()
	case c.begins("iam", "update-assume-role-policy"):
		c.trust("--policy-document")
	case c.begins("eks", "create-access-entry"):
		c.accessEntry()
	case c.begins("eks", "associate-access-policy"):
		c.accessPolicy()
	case c.begins("eks", "create-pod-identity-association"):
		c.association()
	}
}

// roleName is the role that a command is about.
func (c *command) roleName() (value, bool) {
	f, ok := c.flag("--role-name")
	return f.value, ok && f.has
}

// createRole reads a role and whom it trusts.
func (c *command) createRole() {
	name, ok := c.roleName()
	if !ok {
		return // --cli-input-json says it, or nobody
	}
	r := c.reader
	login := c.text("--profile")
	scope := r.file.Path + "|" + login.String() // each profile may be of another account
	account := r.symbols.Scoped(scope, "aws account")
	account.Form = text.FormAccount
	partition := r.symbols.Scoped(scope, "aws partition")
	partition.Form = text.FormPartition
	where := c.text("--path")
	if where.Absent() {
		where = text.Known("/", name.at)
	}
	f := &facts.Identity{
		Base: r.base(facts.KindIdentity, "role/"+shown(name), name.at, c.place), Cloud: "aws", Type: "role",
		Name: name.text(), Path: where, Account: text.Of(account, name.at), AttachedOpen: true,
		Boundary: c.text("--permissions-boundary"), MaxSession: c.number("--max-session-duration"),
	}
	f.ARN = text.Concat(
		text.Join(name.at, text.Part{Lit: "arn:"}, text.Part{Sym: partition}, text.Part{Lit: ":iam::"}, text.Part{Sym: account}, text.Part{Lit: ":role"}),
		where, name.text(),
	)
	if !f.Boundary.Absent() {
		f.Attached = append(f.Attached, facts.Attachment{Policy: f.Boundary, Form: "boundary", At: f.Boundary.At})
	}
	r.pass.Facts.Add(f)
	c.trust("--assume-role-policy-document")
}

func (c *command) number(name string) facts.Number {
	f, ok := c.flag(name)
	if !ok || !f.has {
		return facts.Number{Present: c.open, At: c.at, Why: strings.TrimLeft(name, "-")}
	}
	out := facts.Number{Present: true, At: f.value.at, Why: strings.TrimLeft(name, "-")}
	if s, known := f.value.known(); known {
		n, err := strconv.ParseInt(s, 10, 64)
		out.Value, out.Known = n, err == nil
	}
	return out
}

// trust reads a trust policy.
func (c *command) trust(option string) {
	name, ok := c.roleName()
	if !ok {
		return
	}
	r := c.reader
	at := c.at.FirstLine()
	f, given := c.flag(option)
	if given && f.has {
		at = f.value.at.FirstLine()
	}
	base := r.base(facts.KindTrust, "role/"+shown(name), at, c.place)
	var doc iam.Document
	n, maybe := r.policy(f.value)
	if n == nil {
		doc = iam.Document{Open: true, Reading: iam.ReadingNone}
	} else {
		base.Maybe = base.Maybe || maybe
		o := iam.Options{Position: "trust", Base: base, Owner: base.ID, OwnerName: name.text()}
		doc = iam.Read(n, o)
		for _, p := range doc.Problems {
			r.add(p)
		}
		for _, s := range iam.Unparsed(doc, o) {
			r.pass.Facts.Add(s)
		}
	}
	t := iam.NewTrust(base, name.text(), doc)
	r.pass.Facts.Add(t)
	for i := range t.Statements {
		s := t.Statements[i]
		r.pass.Facts.Add(&s)
	}
}

// policy finds the document that an argument is or names; nil if it cannot be
// had.
// https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
func (r *reader) policy(v value) (n *text.Node, maybe bool) {
	if len(v.pieces) == 0 {
		return nil, false
	}
	s := v.characters()
	rest, file := strings.CutPrefix(s, "file://")
	if !file {
		rest, file = strings.CutPrefix(s, "fileb://")
	}
	if !file {
		if t := v.text(); len(v.pieces) == 1 && !t.IsKnown() {
			return nil, false // a variable: its symbol says nothing of the document
		}
		return r.node(v), false
	}
	name := v.slice(len(s)-len(rest), len(s))
	known, ok := name.known()
	if !ok {
		return nil, false
	}
	if d, written := r.files[clean(known)]; written {
		if d == nil {
			return nil, false
		}
		return r.node(d.value), d.maybe
	}
	return r.onDisk(known), false
}

// onDisk reads a document of the repository, from where the script stands or
// from the root. Where it runs is not known: two documents are none.
func (r *reader) onDisk(file string) *text.Node {
	var found *source.File
	for _, dir := range []string{path.Dir(r.file.Path), "."} {
		f, err := r.pass.ReadFile(path.Join(dir, file))
		if err != nil || path.IsAbs(file) {
			continue
		}
		if found != nil && found != f {
			return nil
		}
		found = f
	}
	if found == nil {
		return nil
	}
	docs, faults := yamlpos.ParseJSON(found, yamlpos.Options{})
	if len(docs) != 1 || len(faults) > 0 {
		return nil // its own analyzer says why
	}
	return docs[0].Root
}

// accessEntry reads which groups a principal gets.
// https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
func (c *command) accessEntry() {
	f, at := c.principal("--principal-arn")
	f.Username, f.Cluster, f.Type = c.text("--username"), c.text("--cluster-name"), c.text("--type")
	f.Groups = c.list("--kubernetes-groups")
	if f.Type.Absent() {
		f.Type = text.Known("STANDARD", at)
	}
	c.reader.pass.Facts.Add(f)
}

// principal begins a mapping.
func (c *command) principal(name string) (*facts.Mapping, source.Span) {
	t := c.text(name)
	at := t.At
	if t.Absent() {
		at = c.at.FirstLine()
	}
	return &facts.Mapping{
		Base: c.reader.base(facts.KindMapping, c.name(2)+"/"+t.String(), at, c.place), Form: "access-entry", Principal: t,
	}, at
}

// accessPolicy reads an access policy that is associated with an entry, with its
// scope as type=namespace,namespaces=a,b.
func (c *command) accessPolicy() {
	m, at := c.principal("--principal-arn")
	m.Cluster = c.text("--cluster-name")
	m.Groups = facts.List{Items: []facts.Text{}, Closed: true}
	p := facts.AccessPolicy{Policy: c.text("--policy-arn"), At: at}
	p.Scope, p.Namespaces = c.scope()
	if !p.Policy.At.IsZero() {
		p.At = p.Policy.At
	}
	m.Policies = []facts.AccessPolicy{p}
	c.reader.pass.Facts.Add(m)
}

func (c *command) scope() (scope facts.Text, namespaces facts.List) {
	f, ok := c.flag("--access-scope")
	namespaces = facts.List{Closed: true, Items: []facts.Text{}}
	if !ok || !f.has {
		return c.text("--access-scope"), namespaces
	}
	if t := f.value.text(); !t.IsKnown() && !strings.Contains(f.value.characters(), "type=") || strings.ContainsAny(f.value.characters(), "{[") {
		return c.reader.fresh("access-scope", f.value.at), facts.List{Present: true, At: f.value.at}
	}
	key := ""
	for _, item := range commas(f.value) {
		if before, after, found := item.cut("="); found {
			key, item = strings.TrimSpace(before.characters()), after
		}
		switch key {
		case "type":
			scope = item.text()
		case "namespaces":
			namespaces.Present, namespaces.At = true, f.value.at
			namespaces.Items = append(namespaces.Items, item.text())
		}
	}
	return scope, namespaces
}

// association reads an EKS Pod Identity association.
func (c *command) association() {
	role := c.text("--role-arn")
	at := role.At
	if role.Absent() {
		at = c.at.FirstLine()
	}
	f := &facts.Association{
		Cluster: c.text("--cluster-name"), Namespace: c.text("--namespace"), ServiceAccount: c.text("--service-account"),
		Role: role, TargetRole: c.text("--target-role-arn"),
	}
	f.Base = c.reader.base(facts.KindAssociation, f.Namespace.String()+"/"+f.ServiceAccount.String(), at, c.place)
	if tags, ok := c.flag("--disable-session-tags"); ok {
		f.DisableSessionTags = facts.Flag{Truth: text.Yes, Present: true, At: tags.at.at}
	} else if tags, ok := c.flag("--no-disable-session-tags"); ok {
		f.DisableSessionTags = facts.Flag{Truth: text.No, Present: true, At: tags.at.at}
	} else if c.open {
		f.DisableSessionTags = facts.Flag{Present: true, At: c.at, Why: "disable-session-tags"}
	}
	c.reader.pass.Facts.Add(f)
}

// eksctl reads identity mappings.
// https://docs.aws.amazon.com/eks/latest/eksctl/iam-identity-mappings.html
func (c *command) eksctl() {
	arn, ok := c.flag("--arn")
	if !c.begins("create", "iamidentitymapping") || !ok || !arn.has {
		return
	}
	m, _ := c.principal("--arn")
	m.Form, m.Username, m.Cluster = "eksctl", c.text("--username"), c.text("--cluster")
	m.Groups = c.list("--group")
	c.reader.pass.Facts.Add(m)
}
