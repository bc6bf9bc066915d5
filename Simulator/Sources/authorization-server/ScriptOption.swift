import ArgumentParser
import AuthorizationServer

/// `--script`: what the server answers instead of its own.
struct ScriptOption: ParsableArguments {
    static let discussion = """
        With --script it answers as it is told, so that a device can be tested against it: a preset \
        makes it answer as another server does (\(Script.presets.joined(separator: ", "))); \
        a file names the answers, endpoint by endpoint and in order, for each device code anew:

          [device_authorization]
          real set interval 1                       # the server's own codes, polled each second
          [poll]
          error authorization_pending times 5
          error slow_down times 2
          answer status 503
          real cut 40                               # the connection ends after 40 bytes
          real always

        A step is real, error CODE, answer or close, then what is changed: times N or always; \
        status N, type T, header "N: v", body "…", set MEMBER JSON, without MEMBER, size BYTES; \
        after TIME, interim N (1xx answers before it), cut BYTES, drip TIME (a byte each). After \
        the last step an endpoint is real again.
        """

    @Option(
        help: ArgumentHelp(
            "Answer as this preset or file says; see above.", valueName: "file"),
        transform: { try Script(named: $0) })
    var script: Script?
}
