package privilege

// Paths lists all paths.
func Paths() []Path { return paths() }

// Empty reports whether nothing is allowed or denied.
func (g *Grants) Empty() bool { return len(g.allow)+len(g.deny) == 0 }
