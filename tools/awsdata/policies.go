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
// where it may give its holder more than it says, a tab and the document.
func readPolicies(folder string) (table []byte, source string, err error) {
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

func matchesStep(pattern string) bool {
	expr := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(strings.ToLower(pattern)))
	re := regexp.MustCompile("^" + expr + "$")
	return slices.ContainsFunc(steps, re.MatchString)
}

// list reads one value or a list of them.
func list(data json.RawMessage) []json.RawMessage {
	var out []json.RawMessage
	if json.Unmarshal(data, &out) == nil {
		return out
	}
	return []json.RawMessage{data}
}
