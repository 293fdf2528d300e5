package main

import "strings"

// plainScalars are strings that YAML may read as something else.
var plainScalars = []string{
	"yes", "no", "on", "off", "y", "n", "true", "True", "TRUE", "null", "Null", "NULL", "~", "12", "012", "0o12", "0x1F", "0b11", "1_000", "+1", "-1", "1.5", "1e3", "1.",
	".5", ".inf", "-.INF", ".nan", "1:30", "190:20:30", "2020-01-01", "2020-01-01T10:00:00Z", "dev", "system:masters", "a b", "1a", "=", "<<", "0", "-0", "0.", "12345678901234567890123",
}

// yaml writes an entry in one of the many ways.
func (g *generator) yaml(arn, key string) string {
	plain := entry(key+": "+arn, "username: dev", "groups:", "- viewers", "- ops")
	flow := "[{" + key + ": '" + arn + "', username: dev, groups: [viewers, \"ops\"]}]\n"
	switch g.IntN(14) {
	case 0:
		return "---\n" + plain + "---\n- " + key + ": " + arn + "\n  username: second\n"
	case 1:
		return plain + "...\n{ not: [read\n"
	case 2:
		return "- &a\n  " + key + ": " + arn + "\n  username: dev\n- <<: *a\n  username: merged\n  groups: [late]\n"
	case 3:
		return "- &a {" + key + ": '" + arn + "', username: dev}\n- *a\n"
	case 4:
		return entry(key+": >-", "  "+arn, "username: |", "  dev", "groups: [\"a\\tb\", 'it''s', |\n  x]")
	case 5:
		return entry(key+": >-", "  "+arn, "username: |", "  dev")
	case 6:
		return entry("? "+key, ": "+arn, "username: !!str 12", "groups: !!seq [a]")
	case 7:
		return strings.ReplaceAll(plain, "\n", "\r\n")
	case 8:
		return "# a comment\n\n" + strings.ReplaceAll(plain, "dev", "dev # who") + "# end"
	case 9:
		return "\ufeff" + plain
	case 10:
		return "%YAML 1.1\n---\n" + plain
	case 11:
		return strings.ReplaceAll(flow, ", ", ",\n  ")
	case 12:
		return "- {" + pick(g, "<<: {"+key+": '"+arn+"', username: in}", "1: x, true: y, null: z", "username: a, username: b", "? [a] : b") + ", " + key + ": '" + arn + "'}\n"
	}
	return flow
}

// duplicates maps an ARN, or says a key, more than once.
func (g *generator) duplicates(arn, key string) string {
	one := func(arn, name string) string { return entry(key+": "+quote(arn), "username: "+name, g.groups()) }
	upper := strings.Replace(arn, "arn:aws:iam", "arn:aws:IAM", 1)
	switch g.IntN(6) {
	case 0:
		return one(arn, "first") + one(arn, "second")
	case 1:
		return one(arn, "first") + one(upper, "second")
	case 2:
		return one(upper, "first") + one(arn, "second") + one(upper, "third")
	case 3:
		return entry(key+": "+quote(arn), "username: a", "username: b", "groups: [x]", "groups: [y, z]")
	case 4:
		return entry(key+": "+quote(arn), pick(g, "Username: a", "userName: a", "USERNAME: 1"), "username: "+pick(g, "b", "2", "null"), pick(g, "Groups: [x]", "GROUPS: x"), "groups: "+pick(g, "[y]", "null", "z"))
	}
	return entry("username: b", "UserName: a", key+": "+quote(arn), strings.ToUpper(key)+": "+quote(g.roleARN()), "GROUPS: [first, one]", "groups: [second, two]")
}

// accounts maps whole accounts.
func (g *generator) accounts() (map[string]string, caller) {
	c := g.caller()
	written := func() string {
		a := pick(g, c.Account, g.account())
		return pick(g, a, `"`+a+`"`, "'"+a+"'", "!!str "+a, "0"+a, a+".0", "null", "~", "[a]", "{a: b}", "&x "+a, "*", "2020-01-01", "true")
	}
	text := "- " + written() + "\n- " + written() + "\n"
	switch g.IntN(8) {
	case 0:
		text = written() + "\n"
	case 1:
		text = "[" + written() + ", " + written() + "]"
	case 2:
		text = "a: " + written()
	case 3:
		text = pick(g, "", "''", "``", "null", "[]", "# none")
	}
	data := map[string]string{"mapAccounts": text}
	if g.often(40) {
		data["mapRoles"] = g.entries(c, "rolearn")
	}
	return data, c
}

// callers are those that STS does not know, or that are rare.
func (g *generator) callers() (map[string]string, caller) {
	account := g.account()
	session := g.session()
	resource := pick(g, "sts::"+account+":assumed-role/dev/"+session, "sts::"+account+":assumed-role/teams/dev/"+session, "sts::"+account+":assumed-role/dev",
		"sts::"+account+":federated-user/mara", "iam::"+account+":root", "iam::"+account+":user/people/mara", "iam::"+account+":role/dev", "iam::"+account+":role/teams/dev",
		"iam::"+account+":group/dev", "sts::"+account+":self", "s3:::bucket", "iam::"+account+":user", "sts:eu-west-1:"+account+":assumed-role/dev/"+session, "iam::"+account+":user/a:b")
	partition := pick(g, "aws", "aws", "aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso-f", "AWS", "aws-mars", "")
	c := caller{ARN: pick(g, "arn:", "arn:", "arn:", "arn:", "ARN:") + partition + ":" + resource, Account: account, UserID: pick(g, "AROA:"+session, "AROA:"+session, "AIDA", "AROA:a:b", "")}
	key := pick(g, "rolearn", "userarn")
	list := map[string]string{"rolearn": "mapRoles", "userarn": "mapUsers"}[key]
	text := entry(key+": "+quote(pick(g, canonical(c), c.ARN, "arn:"+partition+":iam::"+account+":role/dev", strings.Replace(canonical(c), "teams/", "", 1))), "username: "+quote(g.username()), g.groups())
	data := map[string]string{list: text}
	if g.often(25) {
		data["mapAccounts"] = "- '" + account + "'\n"
	}
	return data, c
}
