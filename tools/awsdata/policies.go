package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

type managed struct {
	ARN             string
	LatestVersionID string `json:"latestVersionId"`
	LastUpdatedDate string
	Versions        map[string]struct{ Document json.RawMessage }
}

// readPolicies writes a line for each managed policy: its path and name, and,
// where it may give its holder more than it says, a tab and the document, or,
// where all that it allows is reading and listing, a tab and R.
func readPolicies(folder string, looks map[string]bool) (table []byte, source string, err error) {
	if source, err = sourceOf(folder); err != nil {
		return nil, "", err
	}
	var all map[string]managed
	if err := readJSON(filepath.Join(folder, "dist", "managedPolicies.json"), &all); err != nil {
		return nil, "", err
	}
	latest := ""
	byPath := map[string]managed{}
	for _, p := range all {
		path, ok := strings.CutPrefix(p.ARN, "arn:aws:iam::aws:policy/")
		if !ok {
			return nil, "", fmt.Errorf("read %s: not a policy of AWS", p.ARN)
		}
		byPath[path] = p
		latest = max(latest, p.LastUpdatedDate)
	}
	var out bytes.Buffer
	for _, path := range slices.Sorted(maps.Keys(byPath)) {
		p := byPath[path]
		out.WriteString(path)
		document := p.Versions[p.LatestVersionID].Document
		// Policies of service-linked roles can be attached to no other role.
		if !strings.HasPrefix(path, "aws-service-role/") && escalates(document) {
			out.WriteByte('\t')
			if err := json.Compact(&out, document); err != nil {
				return nil, "", fmt.Errorf("read %s: %w", path, err)
			}
		} else if onlyLooks(document, looks) {
			out.WriteString("\tR")
		}
		out.WriteByte('\n')
	}
	return out.Bytes(), source + ", data of " + latest, nil
}

// steps are the actions of which one begins every path by which an identity
// gives itself more (internal/privilege).
var steps = []string{
	"iam:addusertogroup", "iam:attachgrouppolicy", "iam:attachrolepolicy", "iam:attachuserpolicy", "iam:createaccesskey",
	"iam:createloginprofile", "iam:createpolicyversion", "iam:createopenidconnectprovider", "iam:passrole",
	"iam:putgrouppolicy", "iam:putrolepolicy", "iam:putuserpolicy", "iam:setdefaultpolicyversion",
	"iam:updateassumerolepolicy", "iam:updateloginprofile", "iam:deleterolepermissionsboundary", "sts:assumerole",
	"eks:createaccessentry", "eks:associateaccesspolicy", "eks:updateaccessentry", "eks:createpodidentityassociation",
	"eks:updatepodidentityassociation", "eks:associateidentityproviderconfig", "lambda:updatefunctioncode",
	"ssm:sendcommand", "ssm:startsession",
}

// escalates reports whether a policy allows one of the steps, on whatever and
// under whatever condition.
func escalates(document json.RawMessage) bool {
	var d struct{ Statement json.RawMessage }
	if json.Unmarshal(document, &d) != nil {
		return true
	}
	for _, s := range list(d.Statement) {
		var st struct {
			Effect            string
			Action, NotAction json.RawMessage
		}
		if json.Unmarshal(s, &st) != nil || st.NotAction != nil {
			return true
		}
		for _, a := range list(st.Action) {
			var pattern string
			if json.Unmarshal(a, &pattern) != nil || st.Effect == "Allow" && matchesStep(pattern) {
				return true
			}
		}
	}
	return false
}

// lookingName fits the actions that look, by their names.
var lookingName = regexp.MustCompile("(?i):(get|list|describe)")

// looking reads from the table of services which actions only read or list, by
// their names in lower case.
func looking(services []byte) map[string]bool {
	out := map[string]bool{}
	prefix := ""
	for line := range strings.Lines(string(services)) {
		fields := strings.Fields(line)
		switch {
		case line[0] == '@':
			prefix = strings.TrimSpace(line[1:])
		case line[0] != '=' && line[0] != '?' && len(fields) > 1:
			// Some that only look are among those that manage permissions.
			out[strings.ToLower(prefix+":"+fields[0])] = fields[1] == "R" || fields[1] == "L" || fields[1] == "P" && lookingName.MatchString(":"+fields[0])
		}
	}
	return out
}

// onlyLooks reports whether every action that a policy allows reads or lists. It
// takes AWS at its word where it allows all that begins with Get, List or
// Describe, and a session that it says can only read. What no service has any
// more allows nothing.
func onlyLooks(document json.RawMessage, looks map[string]bool) bool {
	var d struct{ Statement json.RawMessage }
	if json.Unmarshal(document, &d) != nil {
		return false
	}
	for _, s := range list(d.Statement) {
		var st struct {
			Effect            string
			Action, NotAction json.RawMessage
			Condition         map[string]map[string]json.RawMessage
		}
		if json.Unmarshal(s, &st) != nil || st.Effect == "Allow" && st.NotAction != nil {
			return false
		}
		if string(st.Condition["StringEquals"]["s3express:SessionMode"]) == `"ReadOnly"` {
			continue
		}
		for _, a := range list(st.Action) {
			var pattern string
			if json.Unmarshal(a, &pattern) != nil || st.Effect == "Allow" && !coversLooking(pattern, looks) {
				return false
			}
		}
	}
	return true
}

// coversLooking reports whether all actions that a pattern covers only look.
func coversLooking(pattern string, looks map[string]bool) bool {
	if lookingName.MatchString(pattern) && strings.HasSuffix(pattern, "*") {
		return true
	}
	re := expression(pattern)
	for name, only := range looks {
		if !only && re.MatchString(name) {
			return false
		}
	}
	return true
}

// expression is the regular expression of a pattern of actions.
func expression(pattern string) *regexp.Regexp {
	return regexp.MustCompile("^" + strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(strings.ToLower(pattern))) + "$")
}

func matchesStep(pattern string) bool {
	return slices.ContainsFunc(steps, expression(pattern).MatchString)
}

// list reads one value or a list of them.
func list(data json.RawMessage) []json.RawMessage {
	var out []json.RawMessage
	if json.Unmarshal(data, &out) == nil {
		return out
	}
	return []json.RawMessage{data}
}
