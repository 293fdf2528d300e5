package rules_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
)

// renamed are rules that have another name, or another place, than the catalogue
// gave them, with the reason. A rule of the program is in the catalogue or here.
var renamed = map[string]string{
	"binding/cloud-identity-takeover": "grant/cloud-identity-takeover, for roles that Kubernetes brings: no file holds them, so the binding is what can be judged",
}

// TestCatalogueOfRules: every rule is one of the catalogue's. With -v it prints
// how many of each kind and tier there are.
func TestCatalogueOfRules(t *testing.T) {
	tiers, kinds := readCatalogue(t)
	have := map[string][4]int{}
	all := map[string][4]int{}
	for id, tier := range tiers {
		kind, _, _ := strings.Cut(id, "/")
		n := all[kind]
		n[tier]++
		all[kind] = n
	}
	present := map[string]bool{}
	for _, r := range builtin(t).Rules() {
		tier, ok := tiers[r.ID]
		if !ok && renamed[r.ID] == "" {
			t.Errorf("%s is not in testdata/catalogue.txt: add it with its tier, or say in renamed why it has another name", r.ID)
		}
		present[r.ID] = true
		n := have[r.Kind]
		n[tier]++
		have[r.Kind] = n
	}
	for id, why := range renamed {
		if !present[id] {
			t.Errorf("%s is in renamed (%s) and is no rule: delete the line", id, why)
		}
	}
	if !testing.Verbose() {
		return
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "kind\ttier 1\ttier 2\ttier 3\t")
	var sum, total [4]int
	for _, kind := range kinds {
		h, a := have[kind], all[kind]
		_, _ = fmt.Fprintf(w, "%s\t%d/%d\t%d/%d\t%d/%d\t\n", kind, h[1], a[1], h[2], a[2], h[3], a[3])
		for i := range sum {
			sum[i], total[i] = sum[i]+h[i], total[i]+a[i]
		}
	}
	_, _ = fmt.Fprintf(w, "all\t%d/%d\t%d/%d\t%d/%d\t\n", sum[1], total[1], sum[2], total[2], sum[3], total[3])
	_ = w.Flush()
	t.Logf("\n%s", b.String())
	for tier := 1; tier <= 3; tier++ {
		var missing []string
		for _, line := range catalogueLines(t) {
			id, _, _ := strings.Cut(line, " ")
			if tiers[id] == tier && !present[id] {
				missing = append(missing, id)
			}
		}
		t.Logf("tier %d, not there: %s", tier, strings.Join(missing, " "))
	}
}

func catalogueLines(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/catalogue.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// readCatalogue reads the tiers by id, and the kinds in order.
func readCatalogue(t *testing.T) (tiers map[string]int, kinds []string) {
	t.Helper()
	tiers = map[string]int{}
	for _, line := range catalogueLines(t) {
		var id string
		var tier int
		if n, err := fmt.Sscanf(line, "%s %d", &id, &tier); n != 2 || err != nil || tier < 1 || tier > 3 {
			t.Fatalf("testdata/catalogue.txt: %q is not an id and a tier", line)
		}
		if _, twice := tiers[id]; twice {
			t.Errorf("testdata/catalogue.txt: %s is there twice", id)
		}
		kind, _, _ := strings.Cut(id, "/")
		if len(kinds) == 0 || kinds[len(kinds)-1] != kind {
			kinds = append(kinds, kind)
		}
		tiers[id] = tier
	}
	return tiers, kinds
}
