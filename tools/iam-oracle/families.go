package main

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// family is a group of condition operators with values that are apt to tell
// right from wrong.
type family struct {
	name      string
	operators []string
	keys      []string
	values    []string
	got       []string
	// plain says that neither set prefixes nor IfExists apply.
	plain bool
	// several says that requests hold several values for a key.
	several bool
	// extra are keys that are always in the request, for variables.
	extra map[string][]string
}

var (
	stringKeys = []string{"issuer.example.com/x:sub", "ISSUER.example.com/x:SUB", "issuer.example.com/x:aud"}
	colons     = []string{"a:b", "a:*", "*", "A:b", "a:?", "?:b", "a*b", "**", "a:b*", "x", "a:*:c", "*b*", "a:${*}", "a:${?}", "${$}", "a:**?", "ä:b", "a/b"}
	gotColons  = []string{"a:b", "a:", "A:b", "a:bb", "b", "x", "a:*", "a:?", "a:b:c", "aXb", "a:b?", "*", "$", "abab", "ä:b", "Ä:b", "a/b"}
)

var families = []family{
	{
		name: "string", keys: stringKeys, values: colons, got: gotColons,
		operators: []string{"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"},
	},
	{
		name: "arn", keys: []string{"aws:PrincipalArn", "k:arn"},
		operators: []string{"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"},
		values: []string{
			"arn:aws:iam::111122223333:role/x", "arn:aws:iam::*:role/x", "arn:aws:iam::111122223333:role/*", "arn:*:iam::111122223333:role/x", "arn:aws:iam::11112222????:role/x",
			"arn:aws:iam::111122223333:*", "arn:aws:iam:*:111122223333:role/x", "*", "arn:aws:*", "arn:aws:iam::111122223333:role/x/y", "arn:aws:s3:::b/*", "arn:aws:sns:eu-west-1:111122223333:t",
			"arn:aws:iam::111122223333:role/?", "arn:aws:iam::111122223333:rol*x", "a:b:c:d:e:f",
		},
		got: []string{
			"arn:aws:iam::111122223333:role/x", "arn:aws:iam::444455556666:role/x", "arn:aws-cn:iam::111122223333:role/x", "arn:aws:iam::111122223333:role/x/y",
			"arn:aws:iam::111122223333:user/x", "arn:aws:s3:::b/k", "arn:aws:sns:eu-west-1:111122223333:t", "arn:aws:sns:eu-west-1:111122223333:t:u", "arn:aws:iam:eu:111122223333:role/x",
			"arn:aws:iam::111122223333:role/X",
		},
	},
	{
		name: "numeric", keys: []string{"k:n", "aws:MultiFactorAuthAge"},
		operators: []string{"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"},
		values:    []string{"0", "10", "9", "-1", "3600", "10.5", "010"}, got: []string{"0", "9", "10", "11", "-2", "3600", "10.5", "100"},
	},
	{
		name: "date", keys: []string{"k:d", "aws:CurrentTime"},
		operators: []string{"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"},
		values:    []string{"2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z", "2020-01-01T01:00:00+01:00", "2019-12-31T23:59:59Z", "1577836800", "2020-01-02T00:00Z", "2020-01-01"},
		got:       []string{"2020-01-01T00:00:00Z", "2020-01-02T12:00:00Z", "2019-06-01T00:00:00Z", "2021-01-01T00:00:00Z"},
	},
	{name: "bool", keys: []string{"aws:SecureTransport", "k:b"}, operators: []string{"Bool"}, values: []string{"true", "false", "True", "FALSE"}, got: []string{"true", "false"}},
	{
		name: "ip", keys: []string{"aws:SourceIp", "k:ip"}, operators: []string{"IpAddress", "NotIpAddress"},
		values: []string{"10.0.0.0/8", "10.1.2.3", "10.1.2.0/24", "203.0.113.0/25", "0.0.0.0/0", "2001:db8::/32", "2001:db8::1", "10.1.2.3/32", "2001:DB8:0::1"},
		got:    []string{"10.1.2.3", "10.1.3.3", "203.0.113.7", "203.0.113.200", "2001:db8::1", "2001:db9::1", "192.0.2.1"},
	},
	{name: "null", keys: append([]string{"k:n"}, stringKeys...), operators: []string{"Null"}, values: []string{"true", "false", "True"}, got: gotColons, plain: true},
	{
		name: "several", keys: stringKeys[:2], values: colons, got: gotColons, several: true,
		operators: []string{"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringLike", "StringNotLike"},
	},
	{
		name: "variables", keys: stringKeys[:2],
		operators: []string{"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"},
		values:    []string{"${aws:username}", "a:${aws:username}", "${aws:PrincipalTag/team}:*", "${AWS:USERNAME}", "${aws:username}*", "x", "${aws:PrincipalTag/none}", "${aws:PrincipalTag/none, 'b'}", "${aws:username, 'b'}"},
		got:       []string{"b", "a:b", "team:b", "team:", "B", "x", "bb", "${aws:username}"},
		extra:     map[string][]string{"aws:username": {"b"}, "aws:PrincipalTag/team": {"team"}},
	},
}

func one(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// random makes a case of the family: one or two conditions, of which the second
// may be of the strings.
func (f *family) random(r *rand.Rand) vector {
	v := vector{Family: f.name, Block: map[string]map[string][]string{}, Context: map[string][]string{}}
	f.condition(r, v.Block)
	if r.IntN(3) == 0 {
		f.condition(r, v.Block)
	}
	for _, key := range f.keys {
		key = strings.ToLower(key)
		if _, there := v.Context[key]; there || r.IntN(4) == 0 {
			continue
		}
		n := 1
		if f.several {
			n = 1 + r.IntN(3)
		}
		for range n {
			v.Context[key] = append(v.Context[key], one(r, f.got))
		}
	}
	for key, values := range f.extra {
		v.Context[key] = values
	}
	return v
}

func (f *family) condition(r *rand.Rand, block map[string]map[string][]string) {
	op := one(r, f.operators)
	if !f.plain {
		switch quantifier := r.IntN(6); {
		case f.several && quantifier%2 == 0, quantifier == 0:
			op = "ForAllValues:" + op
		case f.several, quantifier == 1:
			op = "ForAnyValue:" + op
		}
		if r.IntN(4) == 0 {
			op += "IfExists"
		}
	}
	var values []string
	n := 1 + r.IntN(3)
	if f.plain {
		n = 1
	}
	for range n {
		if v := one(r, f.values); !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	if block[op] == nil {
		block[op] = map[string][]string{}
	}
	key := one(r, f.keys)
	for old := range block[op] {
		if strings.EqualFold(old, key) {
			return // one key twice is refused by IAM
		}
	}
	block[op][key] = values
}

// lower makes keys as a request is asked for them.
func lower(in map[string][]string) map[string][]string {
	out := map[string][]string{}
	for k, v := range in {
		out[strings.ToLower(k)] = v
	}
	return out
}
