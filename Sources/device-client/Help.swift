import CLinuxBoard
import LinuxBoard

/// What `--help` prints.
enum Help {
    private static let text: StaticString = """
        Signs this board in by the OAuth 2.0 Device Authorization Grant (RFC 8628): asks the server for a
        code, shows it with a QR code, and waits until somebody has approved it in a browser.

        usage: device-client --issuer URL --client-id ID --ca FILE [OPTIONS]

        The server:
          --issuer URL              its name; its metadata (RFC 8414) name the endpoints
          --device-authorization-endpoint URL, --token-endpoint URL
                                    or both endpoints themselves
          --dialect rfc8628|cognito-lambda
                                    how it wants its requests: in the body, or in the query
          --client-id ID            the client's identifier there
          --client-secret-file FILE the client's secret, without its last line end; no more than 256 bytes
          --scope SCOPE             what to ask for
          --ca FILE                 the only authorities to trust, in PEM or DER: one, or a bundle
          --resolve HOST:PORT:ADDRESS
                                    an address to use instead of asking a name server; up to eight times
          --insecure-http           allow http:// endpoints; they must be on this machine

        The board:
          --framebuffer DEVICE      where the code is shown, such as /dev/fb0: 16 or 32 bits a pixel
          --rotate 0|90|180|270     how far the picture is turned clockwise
          --console PATH            where it is said in text, such as /dev/ttyS0; without this option and
                                    without a framebuffer it is standard output
          --state FILE              where tokens are kept, and a code over a power cut; it is made so that
                                    only its owner can open it. Without it, they end with the program.
          --tls-session FILE        keep the TLS session, too, for a short handshake after a restart. It
                                    holds a secret: who has the file can read the connections that it
                                    was used for. Signing out overwrites it.

        The run:
          --then refresh|sign-out   what to do once signed in
          --output text|json        json: one event a line on standard output, and nothing else there
          --init                    it is the first program of the machine (PID 1), such as by the kernel's
                                    words rdinit=/device-client -- --init --issuer URL ...: it mounts /proc
                                    and /dev, loads the kernel modules whose files /modules/order lists, one
                                    a line, brings up lo and eth0 (by the kernel's address, or as 10.0.2.15/24
                                    behind 10.0.2.2, as QEMU's user network is), and at the end says its exit
                                    status and switches the power off

        Exit status: 0 granted, 10 denied, 11 expired, 12 network or TLS failure, 13 the server's answer
        is refused, 14 out of memory for TLS, 15 the environment (a file or device), 2 wrong usage,
        130 interrupted by SIGINT or SIGTERM.

        """

    /// Prints it and ends the program.
    static func show() -> Never {
        // Holds: a static text's bytes are there for the life of the program.
        ConsoleDevice.standardOutput.write(
            unsafe Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount))
        board_exit(0)
    }
}
