module github.com/subaud/subaud/tools/console-oracle

go 1.26.0
