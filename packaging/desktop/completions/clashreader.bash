# bash completion for clashreader. Written by tools/completions.py from the parsers of clashreader; not by hand.
_clashreader() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local command= place=1 words= files=
    while ((place < COMP_CWORD)); do
        case ${COMP_WORDS[place]} in
            --home) ((place += 1)) ;;
            -*) ;;
            *) command=${COMP_WORDS[place]}; break ;;
        esac
        ((place += 1))
    done
    case $command:$before in
        *:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        open:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        open:--screenshot) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        open:--size) COMPREPLY=(); return ;;
        open:--theme) mapfile -t COMPREPLY < <(compgen -W 'light sepia dark high-contrast high-contrast-dark' -- "$word"); return ;;
        add:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        add:--section) COMPREPLY=(); return ;;
        add:--title) COMPREPLY=(); return ;;
        add:--pick) COMPREPLY=(); return ;;
        import:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        sources:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        sources:--log) COMPREPLY=(); return ;;
        edit:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        edit:--title) COMPREPLY=(); return ;;
        edit:--section) COMPREPLY=(); return ;;
        edit:--url) COMPREPLY=(); return ;;
        edit:--user) COMPREPLY=(); return ;;
        edit:--full-text) mapfile -t COMPREPLY < <(compgen -W 'on off' -- "$word"); return ;;
        edit:--images) mapfile -t COMPREPLY < <(compgen -W 'on off' -- "$word"); return ;;
        edit:--every) COMPREPLY=(); return ;;
        edit:--paused) mapfile -t COMPREPLY < <(compgen -W 'on off' -- "$word"); return ;;
        remove:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        sync:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        fetch-text:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        offline:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        back-fill:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        back-fill:--pages) COMPREPLY=(); return ;;
        list:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        list:--limit) COMPREPLY=(); return ;;
        list:--offset) COMPREPLY=(); return ;;
        list:--sort) mapfile -t COMPREPLY < <(compgen -W 'newest oldest title relevance edited' -- "$word"); return ;;
        search:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        search:--limit) COMPREPLY=(); return ;;
        show:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        show:--format) mapfile -t COMPREPLY < <(compgen -W 'text markdown html json' -- "$word"); return ;;
        show:--version) COMPREPLY=(); return ;;
        history:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        diff:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        diff:--from) COMPREPLY=(); return ;;
        diff:--to) COMPREPLY=(); return ;;
        mark:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        mark:--query) COMPREPLY=(); return ;;
        tag:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        tag:--query) COMPREPLY=(); return ;;
        tag:--add) COMPREPLY=(); return ;;
        tag:--remove) COMPREPLY=(); return ;;
        tags:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        sections:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        move:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        move:--query) COMPREPLY=(); return ;;
        move:--section) COMPREPLY=(); return ;;
        searches:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        searches:--name) COMPREPLY=(); return ;;
        searches:--query) COMPREPLY=(); return ;;
        searches:--sort) mapfile -t COMPREPLY < <(compgen -W 'newest oldest title relevance edited' -- "$word"); return ;;
        rules:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        rules:--query) COMPREPLY=(); return ;;
        rules:--name) COMPREPLY=(); return ;;
        rules:--tag) COMPREPLY=(); return ;;
        rules:--section) COMPREPLY=(); return ;;
        delete:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        delete:--query) COMPREPLY=(); return ;;
        bin:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        note:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        highlight:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        highlight:--quote) COMPREPLY=(); return ;;
        highlight:--note) COMPREPLY=(); return ;;
        highlight:--colour) mapfile -t COMPREPLY < <(compgen -W 'yellow green blue red' -- "$word"); return ;;
        highlight:--edit) COMPREPLY=(); return ;;
        highlight:--delete) COMPREPLY=(); return ;;
        highlights:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        export:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        export:--format) mapfile -t COMPREPLY < <(compgen -W 'html epub pdf csv json text markdown opml bibtex csl-json' -- "$word"); return ;;
        export:--to) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        export:--id) COMPREPLY=(); return ;;
        export:--sort) mapfile -t COMPREPLY < <(compgen -W 'newest oldest title relevance edited' -- "$word"); return ;;
        export:--title) COMPREPLY=(); return ;;
        stats:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        backup:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        restore:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        restore:--sha256) COMPREPLY=(); return ;;
        verify:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        verify:--manifest) COMPREPLY=(); return ;;
        verify:--sign) COMPREPLY=(); return ;;
        verify:--check) COMPREPLY=(); return ;;
        verify:--signers) COMPREPLY=(); return ;;
        doctor:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        doctor:--restore-backup) COMPREPLY=(); return ;;
        storage:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        clean-up:--home) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        clean-up:--older) COMPREPLY=(); return ;;
        clean-up:--source) COMPREPLY=(); return ;;
        clean-up:--larger) COMPREPLY=(); return ;;
    esac
    case $command in
        '') words='open add import sources edit remove sync fetch-text offline back-fill list search show history diff mark tag tags sections move searches rules delete bin note highlight highlights export stats backup restore verify doctor storage clean-up'; files=yes
            [[ $word == -* ]] && words='--install-desktop --uninstall-desktop --home --json --help --version --self-test' files= ;;
        open) words='' files=yes
            [[ $word == -* ]] && words='--home --json --help --sync --add --screenshot --size --theme --version' files= ;;
        add) words='' files=yes
            [[ $word == -* ]] && words='--home --json --help --section --title --full-text --no-images --anyway --pick --version' files= ;;
        import) words='' files=yes
            [[ $word == -* ]] && words='--home --json --help --dry-run --version' files= ;;
        sources) words='' files=
            [[ $word == -* ]] && words='--home --json --help --log --version' files= ;;
        edit) words='' files=
            [[ $word == -* ]] && words='--home --json --help --title --section --url --user --password-stdin --full-text --images --every --paused --version' files= ;;
        remove) words='' files=
            [[ $word == -* ]] && words='--home --json --help --delete-articles --version' files= ;;
        sync) words='' files=
            [[ $word == -* ]] && words='--home --json --help --now --check-gone --version' files= ;;
        fetch-text) words='' files=
            [[ $word == -* ]] && words='--home --json --help --version' files= ;;
        offline) words='' files=
            [[ $word == -* ]] && words='--home --json --help --prepare --version' files= ;;
        back-fill) words='' files=
            [[ $word == -* ]] && words='--home --json --help --fetch --pages --version' files= ;;
        list) words='' files=
            [[ $word == -* ]] && words='--home --json --help --limit --offset --sort --fold --version' files= ;;
        search) words='' files=
            [[ $word == -* ]] && words='--home --json --help --limit --version' files= ;;
        show) words='' files=
            [[ $word == -* ]] && words='--home --json --help --format --version' files= ;;
        history) words='' files=
            [[ $word == -* ]] && words='--home --json --help --version' files= ;;
        diff) words='' files=
            [[ $word == -* ]] && words='--home --json --help --from --to --version' files= ;;
        mark) words='read unread bookmark unbookmark hide unhide' files=
            [[ $word == -* ]] && words='--home --json --help --query --version' files= ;;
        tag) words='' files=
            [[ $word == -* ]] && words='--home --json --help --query --add --remove --version' files= ;;
        tags) words='rename merge delete colour' files=
            [[ $word == -* ]] && words='--home --json --help --version' files= ;;
        sections) words='rename merge order hide show forget' files=
            [[ $word == -* ]] && words='--home --json --help --version' files= ;;
        move) words='' files=
            [[ $word == -* ]] && words='--home --json --help --query --section --own --version' files= ;;
        searches) words='add edit delete order export import' files=
            [[ $word == -* ]] && words='--home --json --help --name --query --sort --version' files= ;;
        rules) words='add edit delete order enable disable test apply' files=
            [[ $word == -* ]] && words='--home --json --help --query --name --tag --no-tags --section --no-bookmark --no-read --no-hide --no-notify --version' files= ;;
        delete) words='' files=
            [[ $word == -* ]] && words='--home --json --help --query --version' files= ;;
        bin) words='restore empty' files=
            [[ $word == -* ]] && words='--home --json --help --all --version' files= ;;
        note) words='' files=
            [[ $word == -* ]] && words='--home --json --help --version' files= ;;
        highlight) words='' files=
            [[ $word == -* ]] && words='--home --json --help --quote --note --colour --edit --delete --version' files= ;;
        highlights) words='' files=
            [[ $word == -* ]] && words='--home --json --help --version' files= ;;
        export) words='' files=
            [[ $word == -* ]] && words='--home --json --help --format --to --id --sort --title --no-images --no-notes --versions --bom --check --dossier --overwrite --version' files= ;;
        stats) words='' files=
            [[ $word == -* ]] && words='--home --json --help --version' files= ;;
        backup) words='' files=
            [[ $word == -* ]] && words='--home --json --help --overwrite --version' files= ;;
        restore) words='' files=
            [[ $word == -* ]] && words='--home --json --help --yes --sha256 --version' files= ;;
        verify) words='' files=
            [[ $word == -* ]] && words='--home --json --help --manifest --sign --overwrite --check --signers --record --version' files= ;;
        doctor) words='' files=
            [[ $word == -* ]] && words='--home --json --help --repair --restore-backup --yes --version' files= ;;
        storage) words='' files=
            [[ $word == -* ]] && words='--home --json --help --version' files= ;;
        clean-up) words='' files=
            [[ $word == -* ]] && words='--home --json --help --older --source --larger --read --unread --pictures --compact --aside --yes --version' files= ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    if [[ $files ]]; then
        compopt -o filenames 2>/dev/null
        local found
        while IFS= read -r found; do COMPREPLY+=("$found"); done \
            < <(compgen -f -- "$word")
    fi
}
complete -F _clashreader clashreader
