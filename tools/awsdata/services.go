package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

type action struct {
	Name, AccessLevel string
	ResourceTypes     []struct {
		Name     string
		Required bool
	}
}

type resourceType struct{ Key, ARN string }

type conditionKey struct{ Key, Type string }

// readServices writes one block for each service:
//
//	@PREFIX
//	=TYPE<tab>ARN, ARN         a resource type
//	?KEY TYPE                  a condition key
//	ACTION LEVEL TYPE,TYPE!    an action; ! marks types that it needs
//
// Levels are R(ead), L(ist), W(rite), T(agging) and P(ermissions management).
// The block @aws holds the global condition keys.
func readServices(folder string) (table []byte, source string, err error) {
	if source, err = sourceOf(folder); err != nil {
		return nil, "", err
	}
	var meta struct{ UpdatedAt string }
	if err := readJSON(filepath.Join(folder, "package.json"), &meta); err != nil {
		return nil, "", err
	}
	source += ", data of " + meta.UpdatedAt
	var out bytes.Buffer
	if err := globals(&out, filepath.Join(folder, "dist", "cjs", "globalConditionKeys.js")); err != nil {
		return nil, "", err
	}
	files, err := filepath.Glob(filepath.Join(folder, "data", "actions", "*.json"))
	if err != nil || len(files) == 0 {
		return nil, "", fmt.Errorf("find data/actions in %s: %v", folder, err)
	}
	slices.Sort(files)
	for _, f := range files {
		if err := service(&out, folder, filepath.Base(f)); err != nil {
			return nil, "", err
		}
	}
	return out.Bytes(), source, nil
}

func service(out *bytes.Buffer, folder, file string) error {
	var actions map[string]action
	var types map[string]resourceType
	var keys map[string]conditionKey
	for dir, into := range map[string]any{"actions": &actions, "resourceTypes": &types, "conditionKeys": &keys} {
		if err := readJSON(filepath.Join(folder, "data", dir, file), into); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "@%s\n", strings.TrimSuffix(file, ".json"))
	for _, name := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(out, "=%s\t%s\n", types[name].Key, types[name].ARN)
	}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		if !strings.HasPrefix(name, "aws:") {
			fmt.Fprintf(out, "?%s %s\n", keys[name].Key, keys[name].Type)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(actions)) {
		a := actions[name]
		var on []string
		for _, t := range a.ResourceTypes {
			if t.Required {
				t.Name += "!"
			}
			on = append(on, t.Name)
		}
		slices.Sort(on)
		fmt.Fprintf(out, "%s %s %s\n", a.Name, level(a.AccessLevel), strings.Join(on, ","))
	}
	return nil
}

// level shortens an access level. Tagging and permissions management come with
// Write behind them.
func level(s string) string { return s[:1] }

var globalKey = regexp.MustCompile(`(?s)key: '([^']+)'.*?type: '([^']+)'`)

// globals reads the global condition keys, which the package has in its code.
func globals(out *bytes.Buffer, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	fmt.Fprint(out, "@aws\n")
	found := globalKey.FindAllSubmatch(data, -1)
	if len(found) < 30 {
		return fmt.Errorf("find the global condition keys in %s: only %d are there", file, len(found))
	}
	for _, m := range found {
		fmt.Fprintf(out, "?%s %s\n", m[1], m[2])
	}
	return nil
}
