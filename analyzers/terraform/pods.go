package terraform

import (
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/text"
)

// shape says which of a block's contents an object of Kubernetes gets, and
// under which keys.
type shape struct {
	attributes [][2]string // key, attribute
	blocks     []nested
}

// nested is a block within a block: the value under its key, or one of a list.
type nested struct {
	key, block string
	list       bool
	shape      *shape
}

// The parts of a pod that say who it is. All else is left out.
// https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/pod_v1
var (
	tokenShape = &shape{attributes: [][2]string{{"audience", "audience"}, {"expirationSeconds", "expiration_seconds"}, {"path", "path"}}}

	objectShape = &shape{attributes: [][2]string{{"name", "name"}}}

	sourceShape = &shape{blocks: []nested{
		{key: "serviceAccountToken", block: "service_account_token", shape: tokenShape},
		{key: "secret", block: "secret", shape: objectShape}, {key: "configMap", block: "config_map", shape: objectShape},
		{key: "downwardAPI", block: "downward_api", shape: &shape{}},
	}}

	projectedShape = &shape{blocks: []nested{{key: "sources", block: "sources", list: true, shape: sourceShape}}}

	volumeShape = &shape{
		attributes: [][2]string{{"name", "name"}},
		blocks: []nested{
			{key: "projected", block: "projected", shape: projectedShape},
			{key: "secret", block: "secret", shape: &shape{attributes: [][2]string{{"secretName", "secret_name"}}}},
			{key: "configMap", block: "config_map", shape: objectShape},
			{key: "hostPath", block: "host_path", shape: &shape{attributes: [][2]string{{"path", "path"}}}},
			{key: "csi", block: "csi", shape: &shape{attributes: [][2]string{{"driver", "driver"}}}},
			{key: "emptyDir", block: "empty_dir", shape: &shape{}},
			{key: "persistentVolumeClaim", block: "persistent_volume_claim", shape: &shape{}},
			{key: "downwardAPI", block: "downward_api", shape: &shape{}}, {key: "nfs", block: "nfs", shape: &shape{}},
			{key: "ephemeral", block: "ephemeral", shape: &shape{}}, {key: "awsElasticBlockStore", block: "aws_elastic_block_store", shape: &shape{}},
		},
	}

	keyShape = &shape{attributes: [][2]string{{"name", "name"}, {"key", "key"}}}

	variableShape = &shape{
		attributes: [][2]string{{"name", "name"}, {"value", "value"}},
		blocks: []nested{{key: "valueFrom", block: "value_from", shape: &shape{blocks: []nested{
			{key: "secretKeyRef", block: "secret_key_ref", shape: keyShape}, {key: "configMapKeyRef", block: "config_map_key_ref", shape: keyShape},
			{key: "fieldRef", block: "field_ref", shape: &shape{attributes: [][2]string{{"fieldPath", "field_path"}}}},
			{key: "resourceFieldRef", block: "resource_field_ref", shape: &shape{attributes: [][2]string{{"resource", "resource"}}}},
		}}}},
	}

	envFromShape = &shape{
		attributes: [][2]string{{"prefix", "prefix"}},
		blocks:     []nested{{key: "secretRef", block: "secret_ref", shape: objectShape}, {key: "configMapRef", block: "config_map_ref", shape: objectShape}},
	}

	mountShape = &shape{attributes: [][2]string{{"name", "name"}, {"mountPath", "mount_path"}, {"subPath", "sub_path"}}}

	containerShape = &shape{
		attributes: [][2]string{{"name", "name"}, {"image", "image"}, {"command", "command"}, {"args", "args"}},
		blocks: []nested{
			{key: "env", block: "env", list: true, shape: variableShape}, {key: "envFrom", block: "env_from", list: true, shape: envFromShape},
			{key: "volumeMounts", block: "volume_mount", list: true, shape: mountShape},
		},
	}

	podShape = &shape{
		attributes: [][2]string{
			{"serviceAccountName", "service_account_name"}, {"automountServiceAccountToken", "automount_service_account_token"},
			{"hostNetwork", "host_network"},
		},
		blocks: []nested{
			{key: "initContainers", block: "init_container", list: true, shape: containerShape},
			{key: "containers", block: "container", list: true, shape: containerShape},
			{key: "volumes", block: "volume", list: true, shape: volumeShape},
		},
	}

	metadataShape = &shape{attributes: [][2]string{{"name", "name"}, {"namespace", "namespace"}, {"annotations", "annotations"}, {"labels", "labels"}}}

	templateShape = &shape{blocks: []nested{
		{key: "metadata", block: "metadata", shape: metadataShape}, {key: "spec", block: "spec", shape: podShape},
	}}

	workloadShape = &shape{blocks: []nested{{key: "template", block: "template", shape: templateShape}}}

	cronJobShape = &shape{blocks: []nested{{key: "jobTemplate", block: "job_template", shape: &shape{
		blocks: []nested{{key: "spec", block: "spec", shape: workloadShape}},
	}}}}
)

// podReaders read resources that make pods.
var podReaders = map[string]func(*builder, *module.Instance){
	"kubernetes_pod":                    object("v1", "Pod", spec(podShape)),
	"kubernetes_deployment":             object("apps/v1", "Deployment", spec(workloadShape)),
	"kubernetes_stateful_set":           object("apps/v1", "StatefulSet", spec(workloadShape)),
	"kubernetes_daemonset":              object("apps/v1", "DaemonSet", spec(workloadShape)),
	"kubernetes_daemon_set":             object("apps/v1", "DaemonSet", spec(workloadShape)),
	"kubernetes_replication_controller": object("v1", "ReplicationController", spec(workloadShape)),
	"kubernetes_job":                    object("batch/v1", "Job", spec(workloadShape)),
	"kubernetes_cron_job":               object("batch/v1", "CronJob", spec(cronJobShape)),
}

// spec reads an object's spec.
func spec(s *shape) func(*tree) {
	return func(t *tree) { t.nested(t.root, t.body, nested{key: "spec", block: "spec", shape: s}) }
}

// fill adds to an object what its block says.
func (t *tree) fill(to *text.Node, body *module.Body, s *shape) {
	for _, a := range s.attributes {
		t.put(to, a[0], body, a[1])
	}
	for _, n := range s.blocks {
		t.nested(to, body, n)
	}
}

func (t *tree) nested(to *text.Node, body *module.Body, n nested) {
	blocks, open := body.Blocks(n.block)
	if len(blocks) == 0 && !open {
		return
	}
	list := &text.Node{Kind: text.List, At: body.At, Open: open}
	for _, b := range blocks {
		value := &text.Node{Kind: text.Map, At: b.At}
		t.fill(value, b, n.shape)
		list.Items = append(list.Items, text.Item{Value: value, Maybe: b.Maybe && !body.Maybe})
	}
	switch {
	case n.list:
		to.Fields = append(to.Fields, field(n.key, list, body.At))
	case len(list.Items) > 0:
		to.Fields = append(to.Fields, text.Field{Key: text.Known(n.key, blocks[0].At), Value: list.Items[0].Value, Maybe: list.Items[0].Maybe})
	default:
		to.Open = true
	}
}
