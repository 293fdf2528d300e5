package terraform

import (
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// templates are the launch templates of a root, and the node groups that use
// one. A template that no node group uses is for machines of other kinds.
type templates struct {
	made []*module.Instance
	used []facts.Text // ids and names
}

func readLaunchTemplate(b *builder, in *module.Instance) { b.nodes.made = append(b.nodes.made, in) }

// readNodeGroup notes the launch template of a managed node group. One of which
// a version is written out is left aside: what that version says is not written
// here.
func readNodeGroup(b *builder, in *module.Instance) {
	blocks, _ := in.Body().Blocks("launch_template")
	for _, t := range blocks {
		version := b.text(t, "version")
		if s, known := version.Value(); known && !strings.HasPrefix(s, "$") {
			continue
		}
		for _, name := range []string{"id", "name"} {
			if which := b.text(t, name); !which.Absent() && !in.Maybe && !t.Maybe {
				b.nodes.used = append(b.nodes.used, which)
			}
		}
	}
}

// nodeTemplates says how the nodes of managed groups are started.
func (b *builder) nodeTemplates() {
	for _, in := range b.nodes.made {
		header := in.Block.Header()
		id, name := b.textOf(in.Attr("id"), header), b.text(in.Body(), "name")
		for _, used := range b.nodes.used {
			if text.Equal(used, id) == text.Yes || !name.Absent() && text.Equal(used, name) == text.Yes {
				b.facts.Add(b.nodeTemplate(in, name))
				break
			}
		}
	}
}

func (b *builder) nodeTemplate(in *module.Instance, name facts.Text) *facts.Cluster {
	f := &facts.Cluster{Base: b.base(facts.KindCluster, in, "", in.Block.Header()), Form: "node-template", Name: name}
	if f.Name.Absent() {
		f.Name = text.Known(in.Address, f.At)
	}
	blocks, open := in.Body().Blocks("metadata_options")
	f.SettingsOpen = open
	for _, o := range blocks {
		f.SettingsOpen = f.SettingsOpen || o.Maybe
		for _, setting := range []string{"http_endpoint", "http_tokens", "http_put_response_hop_limit"} {
			if !o.Maybe {
				f.Settings = b.setting(f.Settings, o, setting)
			}
		}
	}
	return f
}
