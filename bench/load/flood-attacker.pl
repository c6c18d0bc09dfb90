# Clients that send requests by the clock, however they are answered. In Perl, and not in TypeScript as all
# else here: attackers stand for other machines, and what they take of this one's cores is no part of what is
# measured. Node's sockets took more than the server that was attacked.
#
# Run as `perl flood-attacker.pl PORT FIRST CLIENTS PER_SECOND FILE`: the first client by its number, and a
# file with the request. Ends when its input does, and says as JSON what became of it all.

use strict;
use warnings;
use Errno qw(EAGAIN EINPROGRESS ENOTCONN);
use Socket qw(:DEFAULT IPPROTO_TCP TCP_NODELAY SOCK_NONBLOCK);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my ($port, $first, $clients, $per_second, $file) = @ARGV;

# Of all clients together; what would be more is not sent, and counted.
my $most_under_way = 900;
# As short as a wait can sensibly be: so many machines are not in step.
my $tick_s = 0.001;
# What it is late by more than this goes out with later ticks.
my $most_late_s = 0.004;

open(my $input, '<:raw', $file) or die "$file: $!\n";
my $request = do { local $/; <$input> };
close $input;

my $server = pack_sockaddr_in($port, inet_aton('127.0.0.1'));
my @addresses = map { pack_sockaddr_in(0, address_of($first + $_)) } 0 .. $clients - 1;
# Kept connections of each client that wait for nothing.
my @idle = map { [] } 1 .. $clients;
# By descriptor: socket, client, what has come of an answer, whether one is awaited, what is left to write.
my @connections;
my ($readable, $writable) = ('', '');
my ($attempts, $answered, $refused, $cut, $held_back, $under_way) = (0) x 6;

sub address_of {
    my ($client) = @_;
    return pack('C4', 127, 32 + ($client >> 14), ($client >> 6) & 255, 1 + ($client & 63));
}

sub attack {
    my ($client) = @_;
    if ($under_way >= $most_under_way) { $held_back++; return; }
    $attempts++;
    $under_way++;
    my $connection = pop @{ $idle[$client] };
    $connection = open_connection($client) if !defined $connection || !defined $connection->{socket};
    if (!defined $connection) { $cut++; $under_way--; return; }
    $connection->{is_waiting} = 1;
    $connection->{answer} = '';
    $connection->{left} = $request;
    send_rest($connection);
}

sub open_connection {
    my ($client) = @_;
    socket(my $socket, PF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0) or return undef;
    setsockopt($socket, IPPROTO_TCP, TCP_NODELAY, 1);
    bind($socket, $addresses[$client]) or return undef;
    connect($socket, $server) || $! == EINPROGRESS or return undef;
    my $fd = fileno $socket;
    my $connection = { socket => $socket, fd => $fd, client => $client };
    $connections[$fd] = $connection;
    vec($readable, $fd, 1) = 1;
    return $connection;
}

sub send_rest {
    my ($connection) = @_;
    my $sent = syswrite($connection->{socket}, $connection->{left});
    if (defined $sent) { substr($connection->{left}, 0, $sent) = ''; }
    elsif ($! != EAGAIN && $! != ENOTCONN) { forget($connection); return; }
    vec($writable, $connection->{fd}, 1) = $connection->{left} eq '' ? 0 : 1;
}

sub take {
    my ($connection) = @_;
    my $got = sysread($connection->{socket}, my $piece, 65536);
    if (!$got) { forget($connection) if defined $got || $! != EAGAIN; return; }
    $connection->{answer} .= $piece;
    my $end = index($connection->{answer}, "\r\n\r\n");
    return if $end < 0;
    my ($length) = $connection->{answer} =~ /\r\ncontent-length: ([0-9]+)/i;
    return if length($connection->{answer}) < $end + 4 + ($length // 0);
    return if !$connection->{is_waiting};
    if ($connection->{answer} =~ /^HTTP\/1\.1 200/) { $answered++; } else { $refused++; }
    $under_way--;
    $connection->{is_waiting} = 0;
    push @{ $idle[$connection->{client}] }, $connection;
}

sub forget {
    my ($connection) = @_;
    vec($readable, $connection->{fd}, 1) = 0;
    vec($writable, $connection->{fd}, 1) = 0;
    $connections[$connection->{fd}] = undef;
    close $connection->{socket};
    $connection->{socket} = undef;
    return if !$connection->{is_waiting};
    $cut++;
    $under_way--;
}

# The descriptors that are set in a vector of bits.
sub each_of {
    my ($bits, $what) = @_;
    for my $byte (0 .. length($bits) - 1) {
        my $eight = ord substr($bits, $byte, 1) or next;
        for my $bit (0 .. 7) {
            next if !($eight & (1 << $bit));
            my $connection = $connections[$byte * 8 + $bit];
            $what->($connection) if defined $connection;
        }
    }
}

$SIG{PIPE} = 'IGNORE';
my $stdin = fileno STDIN;
vec($readable, $stdin, 1) = 1;
my $started_s = clock_gettime(CLOCK_MONOTONIC);
my $last_s = $started_s;
my $sent = 0;
while (1) {
    my $now_s = clock_gettime(CLOCK_MONOTONIC);
    my $due = int(($now_s - $started_s) * $per_second);
    my $late_s = $now_s - $last_s < $most_late_s ? $now_s - $last_s : $most_late_s;
    # Many machines are not held up all at once: what this one could not send in time goes out bit by bit.
    my $most = $sent + int($late_s * 2 * $per_second) + 1;
    $last_s = $now_s;
    for (; $sent < $due && $sent < $most; $sent++) { attack($sent % $clients); }
    my $left_s = $last_s + $tick_s - clock_gettime(CLOCK_MONOTONIC);
    my $found = select(my $to_read = $readable, my $to_write = $writable, undef, $left_s > 0 ? $left_s : 0);
    next if $found <= 0;
    last if vec($to_read, $stdin, 1);
    each_of($to_write, \&send_rest);
    each_of($to_read, \&take);
}
printf '{"attempts":%d,"answered":%d,"refused":%d,"cut":%d,"heldBack":%d,"seconds":%.3f}' . "\n",
    $attempts, $answered, $refused, $cut, $held_back, clock_gettime(CLOCK_MONOTONIC) - $started_s;
