package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// privateDNS is the name of every instance.
const privateDNS = "ip-10-0-0-1.eu-west-1.compute.internal"

// generator makes random parts of ConfigMaps and callers. Their names are few,
// so that they meet.
type generator struct{ *rand.Rand }

func pick[T any](g *generator, of ...T) T { return of[g.IntN(len(of))] }

func (g *generator) often(percent int) bool { return g.IntN(100) < percent }

func (g *generator) account() string { return pick(g, "111122223333", "222233334444", "012345678901") }

func (g *generator) role() string { return pick(g, "dev", "Dev", "ops", "eks-nodes") }

func (g *generator) user() string { return pick(g, "mara", "Mara", "people/mara", "jonas") }

func (g *generator) roleARN() string { return "arn:aws:iam::" + g.account() + ":role/" + g.role() }

func (g *generator) userARN() string { return "arn:aws:iam::" + g.account() + ":user/" + g.user() }

func (g *generator) session() string {
	return pick(g, "s", "mara@example.com", "a.b+c=d,e@f", "i-0123abcd", "i-0123456789abcdef0", "i-00000000", "i-0123")
}

// caller is a role's session or a user, as STS writes them.
func (g *generator) caller() caller {
	account := g.account()
	c := caller{Account: account, AccessKeyID: pick(g, "", "ASIAEXAMPLE")}
	if g.often(70) {
		session := g.session()
		c.ARN, c.UserID = "arn:aws:sts::"+account+":assumed-role/"+g.role()+"/"+session, "AROA:"+session
		return c
	}
	c.ARN, c.UserID = "arn:aws:iam::"+account+":user/"+g.user(), "AIDA"
	return c
}

// near changes an ARN so that it is another way to write it, or another one.
func (g *generator) near(arn string) string {
	switch g.IntN(9) {
	case 0:
		return strings.ToUpper(arn)
	case 1:
		return strings.Replace(arn, "role/", "Role/", 1)
	case 2:
		return strings.Replace(arn, "role/", "role/teams/", 1)
	case 3:
		return " " + arn
	case 4:
		return strings.Replace(arn, ":iam:", ":sts:", 1)
	case 5:
		return strings.Replace(arn, "role/", "assumed-role/", 1) + "/s"
	}
	return arn
}

// canonical is the ARN by which a caller is looked up, where it has one.
func canonical(c caller) string {
	arn := strings.Replace(strings.Replace(c.ARN, ":sts:", ":iam:", 1), ":assumed-role/", ":role/", 1)
	if at := strings.LastIndex(arn, "/"); arn != c.ARN && at > 0 {
		return arn[:at]
	}
	return arn
}

// meant is the caller's own ARN more often than not.
func (g *generator) meant(c caller) string {
	if g.often(65) {
		return canonical(c)
	}
	return pick(g, g.roleARN(), g.userARN())
}

func (g *generator) username() string {
	return pick(g, "mara", "dev", "dev:{{SessionName}}", "{{SessionNameRaw}}", "system:node:{{EC2PrivateDNSName}}", "a-{{AccountID}}-{{AccessKeyID}}", "{{ SessionName }}", "")
}

func (g *generator) group() string {
	return pick(g, "system:masters", "viewers", "team-{{AccountID}}", "of:{{SessionName}}", "system:nodes")
}

// entry writes one element; the lists of values are as YAML.
func entry(fields ...string) string {
	var b strings.Builder
	lead := "- "
	for _, f := range fields {
		if f != "" {
			b.WriteString(lead + f + "\n")
			lead = "  "
		}
	}
	return b.String()
}

func quote(s string) string { return fmt.Sprintf("%q", s) }

func (g *generator) groups() string {
	switch g.IntN(5) {
	case 0:
		return ""
	case 1:
		return "groups: []"
	case 2:
		return "groups:\n    - " + quote(g.group()) + "\n    - " + quote(g.group())
	}
	return "groups: [" + quote(g.group()) + "]"
}

// entries are some elements of a list in its plain form.
func (g *generator) entries(c caller, key string) string {
	var b strings.Builder
	for range 1 + g.IntN(3) {
		b.WriteString(entry(key+": "+quote(g.meant(c)), "username: "+quote(g.username()), g.groups()))
	}
	return b.String()
}

// lists puts what is said of the caller into mapRoles or mapUsers.
func (g *generator) lists(c caller, entries func(key string) string) map[string]string {
	data := map[string]string{}
	if !strings.Contains(c.ARN, ":user/") || g.often(15) {
		data["mapRoles"] = entries("rolearn")
	}
	if len(data) == 0 || g.often(15) {
		data["mapUsers"] = entries("userarn")
	}
	return data
}

// family is a kind of cases.
type family struct {
	name   string
	random func(*generator) (map[string]string, caller)
}

// ofEntries makes a family whose entries differ from the plain ones.
func ofEntries(name string, entries func(g *generator, c caller, key string) string) family {
	return family{name, func(g *generator) (map[string]string, caller) {
		c := g.caller()
		return g.lists(c, func(key string) string { return entries(g, c, key) }), c
	}}
}

// families are all kinds of cases.
var families = []family{
	ofEntries("plain", (*generator).entries),
	ofEntries("case", func(g *generator, c caller, key string) string {
		names := [][]string{{key, strings.ToUpper(key), key[:4] + "ARN", strings.ToUpper(key[:1]) + key[1:]}, {"username", "userName", "USERNAME"}, {"groups", "Groups", "GROUPS"}}
		return entry(pick(g, names[0]...)+": "+quote(g.near(g.meant(c))), pick(g, names[1]...)+": "+quote(g.username()), pick(g, names[2]...)+": ["+quote(g.group())+"]")
	}),
	ofEntries("types", func(g *generator, c caller, key string) string {
		odd := func() string { return pick(g, "12", "1.5", "true", "null", "~", "[a]", "{a: b}", "x", "[]", `""`) }
		fields := []string{key + ": " + quote(canonical(c)), "username: dev", "groups: [viewers]"}
		switch g.IntN(6) {
		case 0:
			fields[0] = key + ": " + odd()
		case 1:
			fields[1] = "username: " + odd()
		case 2, 3:
			fields[2] = "groups: " + odd()
		case 4:
			fields[2] = "groups: [a, " + odd() + ", b]"
		case 5:
			return pick(g, odd()+"\n", "- "+odd()+"\n"+entry(fields...), entry(fields...)+"- "+odd()+"\n", "a: "+odd()+"\n", "- - "+fields[0]+"\n")
		}
		return entry(fields...)
	}),
	ofEntries("yaml", func(g *generator, c caller, key string) string { return g.yaml(canonical(c), key) }),
	ofEntries("scalars", func(g *generator, c caller, key string) string {
		odd := func() string { return pick(g, plainScalars...) }
		return entry(key+": "+canonical(c), "username: "+odd(), "groups: ["+odd()+", "+odd()+"]")
	}),
	ofEntries("duplicates", func(g *generator, c caller, key string) string { return g.duplicates(canonical(c), key) }),
	ofEntries("templates", func(g *generator, c caller, key string) string {
		part := func() string {
			return pick(g, "{{SessionName}}", "{{SessionNameRaw}}", "{{AccountID}}", "{{AccessKeyID}}", "{{EC2PrivateDNSName}}", "a", ":", "{{", "}}", "{{sessionName}}", "{{Session{{AccountID}}")
		}
		return entry(key+": "+canonical(c), "username: "+quote(part()+part()+part()), "groups: ["+quote(part()+part())+"]")
	}),
	{"accounts", (*generator).accounts},
	{"callers", (*generator).callers},
	ofEntries("wildcards", func(g *generator, c caller, key string) string {
		arn := canonical(c)
		at := len(arn) - g.IntN(8)
		arn = arn[:at] + pick(g, "*", "?", "*?", "**") + arn[min(len(arn), at+g.IntN(4)):]
		arn = pick(g, arn, arn, strings.ToUpper(arn), "arn:*:iam::*:role/*", "*", "arn:aws:iam::*", "arn:aws:*:role/"+g.role(), "ARN:aws:iam::*:role/*")
		return pick(g, "", g.entries(c, key)) + entry(key+": "+quote(arn), "username: wild", g.groups())
	}),
	ofEntries("sso", func(g *generator, c caller, key string) string {
		sso := "sso: {permissionSetName: " + pick(g, "Admin", "dev", "''") + ", accountID: '" + pick(g, c.Account, "1") + "'}"
		return entry(pick(g, "", key+": "+canonical(c)), pick(g, sso, sso, "sso: null", "sso: 1", "SSO: {}"), "username: dev")
	}),
	{"keys", func(g *generator) (map[string]string, caller) {
		c := g.caller()
		data := map[string]string{}
		for range 1 + g.IntN(3) {
			name := pick(g, "mapRoles", "maproles", "MapRoles", "mapUsers", "mapusers", "mapAccounts", "other")
			data[name] = g.entries(c, pick(g, "rolearn", "userarn"))
			if g.often(30) {
				data[name] = pick(g, "", " \n", "``", `""`, "''", "[]", "null", "# nothing\n", "---\n", "'x'")
			}
		}
		return data, c
	}},
	{"malformed", func(g *generator) (map[string]string, caller) {
		c := g.caller()
		data := g.lists(c, func(key string) string { return g.entries(c, key) })
		for name, text := range data {
			at := g.IntN(len(text))
			data[name] = text[:at] + pick(g, "\t", "-", ":", " ", "\n", "'", "\"", "[", "}", "&", "*", "%", "@", "|", "!", "- ", ": ", "# ", "\n---\n", "\x01", "\r") + text[at+g.IntN(2):]
		}
		return data, c
	}},
}
