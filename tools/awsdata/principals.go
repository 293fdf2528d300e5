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

// readPrincipals writes the service principals that managed policies name as
// whom a role can be passed to, or for whom a service-linked role is made, one
// on a line. Those of China are left out, as they differ by their suffix alone.
func readPrincipals(folder string) (table []byte, source string, err error) {
	if source, err = sourceOf(folder); err != nil {
		return nil, "", err
	}
	var all map[string]managed
	if err := readJSON(filepath.Join(folder, "dist", "managedPolicies.json"), &all); err != nil {
		return nil, "", err
	}
	found, latest := map[string]bool{}, ""
	for _, p := range all {
		latest = max(latest, p.LastUpdatedDate)
		var d struct{ Statement json.RawMessage }
		if err := json.Unmarshal(p.Versions[p.LatestVersionID].Document, &d); err != nil {
			return nil, "", fmt.Errorf("read %s: %w", p.ARN, err)
		}
		for _, s := range list(d.Statement) {
			var st struct {
				Condition map[string]map[string]json.RawMessage
			}
			if err := json.Unmarshal(s, &st); err != nil {
				return nil, "", fmt.Errorf("read %s: %w", p.ARN, err)
			}
			for _, keys := range st.Condition {
				named(keys, found)
			}
		}
	}
	var out bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(found)) {
		fmt.Fprintln(&out, name)
	}
	return out.Bytes(), source + ", data of " + latest, nil
}

var principalForm = regexp.MustCompile(`^[a-z0-9.-]+\.amazon(aws)?\.com$`)

// named collects the principals that the conditions of one operator name.
func named(keys map[string]json.RawMessage, into map[string]bool) {
	for key, values := range keys {
		if k := strings.ToLower(key); k != "iam:passedtoservice" && k != "iam:awsservicename" {
			continue
		}
		for _, raw := range list(values) {
			var v string
			if json.Unmarshal(raw, &v) == nil && principalForm.MatchString(v) {
				into[v] = true
			}
		}
	}
}
