#!/bin/sh
# Verger's collector for Macs. It only looks: it changes nothing, sends nothing and asks for no password.
#
# What it does: runs the commands below and prints what they say. Read them before you run it.
# How to run it, in Terminal (put your file server's full name):
#
#     sh collect-mac.sh fs1.church.local > mac.txt
#
# Then open mac.txt, take out what you do not want to show, and paste the rest. It holds names of this Mac, its user,
# servers and networks. It holds no passwords and no list of users.

server=${1:-}
case $server in
    "" | -* | *[!A-Za-z0-9._-]*)
        echo "Give the full name of your file server, for example: sh collect-mac.sh fs1.church.local > mac.txt" >&2
        exit 2
        ;;
esac
short=${server%%.*}

# Prints a heading and what a command says, errors too; "(no output)" when it says nothing.
look() {
    echo "=== $*"
    if command -v "$1" >/dev/null 2>&1; then
        said=$("$@" 2>&1)
        echo "${said:-(no output)}"
    else
        echo "(this system has no $1)"
    fi
    echo
}

echo "Verger's collector for Macs, version 1"
look date -u
look sw_vers
look scutil --dns
for interface in en0 en1; do
    look ipconfig getpacket "$interface"
done
for service in Wi-Fi Ethernet; do
    look networksetup -getinfo "$service"
    look networksetup -getsearchdomains "$service"
done
look dscacheutil -q host -a name "$short"
if [ "$short" != "$server" ]; then
    look dscacheutil -q host -a name "$server"
fi
look host "$server"
look dsconfigad -show
look id
look klist
look smbutil statshares -a
echo "=== mount (shares only)"
mount | grep -E 'smbfs|afpfs|nfs' || echo "(no output)"
echo
look profiles status -type enrollment
look fdesetup status
