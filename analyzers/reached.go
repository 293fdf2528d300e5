package analyzers

import "github.com/subaud/subaud/internal/facts"

// reached drops what was read of a file on its own where a larger unit reads
// the file as well: a policy that Terraform takes in with file() or
// templatefile() is judged as what Terraform makes of it, and only as that. A
// problem that belongs to no unit says nothing of who reads the file.
func reached(in *facts.Bundle) *facts.Bundle {
	within := map[string]bool{}
	each(in, func(f facts.Fact) {
		if file, unit := fileOf(f), f.FactBase().Unit; file != "" && unit != "" && unit != file {
			within[file] = true
		}
	})
	if len(within) == 0 {
		return in
	}
	out := &facts.Bundle{}
	each(in, func(f facts.Fact) {
		if file := fileOf(f); f.FactBase().Unit != file || !within[file] {
			out.Add(f)
		}
	})
	return out
}

func each(b *facts.Bundle, do func(facts.Fact)) {
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			do(f)
		}
	}
}

// fileOf is the path of the file that a fact was written in; empty if none.
func fileOf(f facts.Fact) string {
	if root := f.FactBase().At.Root(); root.File != nil {
		return root.File.Path
	}
	return ""
}
