"""The command line (命令行), one file per noun."""
