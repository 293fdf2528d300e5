package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// discovery is what is needed of the two forms of discovery: an
// APIGroupDiscoveryList, and the APIResourceList of the core group.
type discovery struct {
	Items []struct {
		Metadata struct{ Name string }
		Versions []struct {
			Resources []struct {
				Resource     string
				Subresources []struct{ Subresource string }
			}
		}
	}
	Resources []struct{ Name string }
}

// resources writes the API groups of Kubernetes, a line for each resource:
// group, resource and its subresources.
func resources(w io.Writer, files []string) error {
	lines := map[string]map[string]bool{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read discovery: %w", err)
		}
		var in discovery
		if err := json.Unmarshal(data, &in); err != nil {
			return fmt.Errorf("decode discovery %s: %w", name, err)
		}
		in.each(func(group, resource, sub string) {
			key := group + " " + resource
			if lines[key] == nil {
				lines[key] = map[string]bool{}
			}
			if sub != "" {
				lines[key][sub] = true
			}
		})
	}
	for _, key := range slices.Sorted(maps.Keys(lines)) {
		fmt.Fprintln(w, key, strings.Join(slices.Sorted(maps.Keys(lines[key])), ","))
	}
	return nil
}

// each visits the resources, and the subresources of each.
func (d *discovery) each(visit func(group, resource, sub string)) {
	for _, r := range d.Resources {
		resource, sub, _ := strings.Cut(r.Name, "/")
		visit("", resource, sub)
	}
	for _, group := range d.Items {
		for _, version := range group.Versions {
			for _, r := range version.Resources {
				visit(group.Metadata.Name, r.Resource, "")
				for _, s := range r.Subresources {
					visit(group.Metadata.Name, r.Resource, s.Subresource)
				}
			}
		}
	}
}
