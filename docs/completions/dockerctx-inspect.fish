# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_dockerctx_inspect_global_optspecs
    string join \n o/output= json q/quiet no-headers no-trunc color= n/namespace= from= H/host= c/context= remote-capture all-contexts containerd= host-root= timeout= activate inspect allow-partial v/verbose h/help V/version
end

function __fish_dockerctx_inspect_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_dockerctx_inspect_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_dockerctx_inspect_using_subcommand
    set -l cmd (__fish_dockerctx_inspect_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -s V -l version -d 'Print version'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "overview" -d 'One screen that says whether the host is in order (also: no verb)'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "containers" -d 'Every container, and what each witness says of it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "ps" -d 'Every container, and what each witness says of it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "container" -d 'Every container, and what each witness says of it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "images" -d 'Every image, and which stores hold it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "image" -d 'Every image, and which stores hold it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "shims" -d 'Every containerd-shim process, and whom it serves'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "shim" -d 'Every containerd-shim process, and whom it serves'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "namespaces" -d 'Every containerd namespace, and who uses it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "ns" -d 'Every containerd namespace, and who uses it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "namespace" -d 'Every containerd namespace, and who uses it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "engines" -d 'Every daemon, running or armed: who manages it, its sockets, whom it uses'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "engine" -d 'Every daemon, running or armed: who manages it, its sockets, whom it uses'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "contexts" -d 'Which daemon a command would reach: every context, and what chooses'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "context" -d 'Which daemon a command would reach: every context, and what chooses'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "ctx" -d 'Which daemon a command would reach: every context, and what chooses'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "storage" -d 'Where bytes lie: data roots, layers, content, what nothing refers to'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "df" -d 'Where bytes lie: data roots, layers, content, what nothing refers to'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "topology" -d 'The picture: clients, sockets, engines, namespaces, shims, containers'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "trace" -d 'The whole story of one thing: a container, an image, a pid, a port, a socket'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "operations" -d 'What works now, and because of which daemon, plugin or socket the rest does not'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "operation" -d 'What works now, and because of which daemon, plugin or socket the rest does not'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "impact" -d 'What would happen to whom if an engine were stopped, restarted or killed (nothing is done)'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "diff" -d 'What is different between two captures, or a capture and now'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "explain" -d 'What a word on a screen means, how it comes about, what to do (offline)'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "schema" -d 'The JSON Schema of a report'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "generate" -d 'Files that are made from this program\'s own definitions'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_needs_command" -f -a "capture" -d 'Keep all that can be seen now in a file, for --from'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand overview" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand containers" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ps" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand container" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand images" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand image" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shims" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand shim" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespaces" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ns" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand namespace" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engines" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand engine" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l client -d 'Only this client\'s: docker, nerdctl, ctr, crictl, buildx' -r -f -a "docker\t''
nerdctl\t''
ctr\t''
crictl\t''
buildx\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand contexts" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l client -d 'Only this client\'s: docker, nerdctl, ctr, crictl, buildx' -r -f -a "docker\t''
nerdctl\t''
ctr\t''
crictl\t''
buildx\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand context" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l client -d 'Only this client\'s: docker, nerdctl, ctr, crictl, buildx' -r -f -a "docker\t''
nerdctl\t''
ctr\t''
crictl\t''
buildx\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand ctx" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l deep -d 'Walk over the roots and count every file; Ctrl-C ends it with what was counted'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand storage" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l deep -d 'Walk over the roots and count every file; Ctrl-C ends it with what was counted'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand df" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l depth -d 'How far down: engines, namespaces or containers (all of them) [default: containers, the first 10 of each namespace]' -r -f -a "engines\t''
namespaces\t''
containers\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand topology" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l against -d 'Beside another container, a target too: only what differs' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand trace" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l engine -d 'Only what this engine serves: a kind, a pid, a socket' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operations" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l engine -d 'Only what this engine serves: a kind, a pid, a socket' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l filter -d 'KEY=VALUE or KEY!=VALUE; * stands for any text. One key repeated: any of them; other keys: all of them. `--filter help` lists the keys' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l sort -d 'Order by a column; COLUMN:desc turns it round' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l problems -d 'Only what is not ok: severity warning or error; engines: those that need a look; operations: those that do not work'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand operation" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l stop -d 'If it were stopped: by systemd if it is a unit of it, else by SIGTERM'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l restart -d 'If it were stopped so, and started again'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l kill -d 'If its process were killed (SIGKILL)'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand impact" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l columns -d 'Only these columns, comma-separated; `help` lists them' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l problems -d 'Only what is, or was, not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand diff" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "overview" -d 'One screen that says whether the host is in order (also: no verb)'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "containers" -d 'Every container, and what each witness says of it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "images" -d 'Every image, and which stores hold it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "shims" -d 'Every containerd-shim process, and whom it serves'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "namespaces" -d 'Every containerd namespace, and who uses it'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "engines" -d 'Every daemon, running or armed: who manages it, its sockets, whom it uses'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "contexts" -d 'Which daemon a command would reach: every context, and what chooses'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "storage" -d 'Where bytes lie: data roots, layers, content, what nothing refers to'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "topology" -d 'The picture: clients, sockets, engines, namespaces, shims, containers'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "trace" -d 'The whole story of one thing: a container, an image, a pid, a port, a socket'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "operations" -d 'What works now, and because of which daemon, plugin or socket the rest does not'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "impact" -d 'What would happen to whom if an engine were stopped, restarted or killed (nothing is done)'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "diff" -d 'What is different between two captures, or a capture and now'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "explain" -d 'What a word on a screen means, how it comes about, what to do (offline)'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "capture" -d 'Keep all that can be seen now in a file, for --from'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "schema" -d 'The JSON Schema of a report'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "generate" -d 'Files that are made from this program\'s own definitions'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand help; and not __fish_seen_subcommand_from overview containers images shims namespaces engines contexts storage topology trace operations impact diff explain capture schema generate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l list -d 'List all words that have a text'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand explain" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand schema" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand generate" -s h -l help -d 'Print help'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -s o -l output -d 'table, wide, json, ndjson or markdown; of topology tree, mermaid, dot, svg or json' -r -f -a "table\t''
wide\t''
json\t''
ndjson\t''
markdown\t''
tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l color -d 'auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -s n -l namespace -d 'Only these containerd namespaces (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l from -d 'Read a capture instead of this host: a file, - for stdin, or demo' -r -F
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -s H -l host -d 'Ask this docker endpoint and no other: a path, or a URL as in DOCKER_HOST' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -s c -l context -d 'Ask the docker of this context and no other' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l containerd -d 'Ask this containerd and no other (repeatable)' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l host-root -d 'Where the host\'s root folder is, when run in a container' -r -f -a "(__fish_complete_directories)"
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l timeout -d 'Limit for each source: seconds, or 500ms' -r
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l keep-secrets -d 'Do not mask what looks like a secret'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l json -d 'Short for -o json'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -s q -l quiet -d 'Only what identifies each: ids, pids, names; overview: what is not ok'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l no-headers -d 'No line of column names above a table'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l no-trunc -d 'Cut nothing to fit the width'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l remote-capture -d 'With -c or -H of ssh: let this program look over there, where all witnesses are'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l all-contexts -d 'Ask the docker of every context, beside what is on this host: each row says which'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l activate -d 'Contact sockets that only an activator holds: this starts their daemon'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l inspect -d 'Ask docker to inspect every container, not only those in dispute'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -l allow-partial -d 'Exit 0, not 3, when a source could not be read'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -s v -l verbose -d 'Say on stderr how each source went'
complete -c dockerctx-inspect -n "__fish_dockerctx_inspect_using_subcommand capture" -s h -l help -d 'Print help'
