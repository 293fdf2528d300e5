module github.com/subaud/subaud/tools/iam-oracle

go 1.26.0

require github.com/subaud/subaud v0.0.0

require go.yaml.in/yaml/v3 v3.0.6 // indirect

replace github.com/subaud/subaud => ../..
