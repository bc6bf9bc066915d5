import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Stands before the server's own router, and answers in its place what the script says. Without a
/// script it passes everything on.
struct ScriptedResponder<Base: HTTPResponder<ServerRequestContext>>: HTTPResponder {
    typealias Context = ServerRequestContext

    private let base: Base
    private let script: Script?
    /// What a device waits between two polls, in seconds, until it is told to slow down.
    private let pollingIntervalSeconds: Int
    private let clock: ServerClock
    private let progress = ScriptProgress()

    init(_ base: Base, script: Script?, settings: GrantSettings, clock: ServerClock) {
        self.base = base
        self.script = script
        pollingIntervalSeconds = settings.pollingIntervalSeconds
        self.clock = clock
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        // The answer to HEAD has no body that could be scripted.
        guard let script, request.method != .head else {
            return try await base.respond(to: request, context: context)
        }
        let scripted = try await ScriptedRequest(
            script.dialect.map { $0.translated(request) } ?? request)
        let found = progress.step(
            of: script, at: scripted.endpoint, deviceCode: scripted.deviceCode)
        guard found != nil || script.dialect != nil else {
            return try await base.respond(to: scripted.request, context: context)
        }
        let step = found ?? .real
        if step.delayMilliseconds > 0 {
            try await Task.sleep(for: .milliseconds(step.delayMilliseconds))
        }
        for _ in 0..<step.interimResponses {
            try await context.channel.writeAndFlush(
                HTTPResponsePart.head(HTTPResponse(status: .continue)))
        }
        guard step.answer != .close else {
            log("closes the connection", scripted, context)
            try? await context.channel.close()
            return Response(status: .ok)
        }
        var answer = try await answer(step.answer, scripted, script.dialect, context)
        answer.apply(step)
        log("answers \(answer.status.code)", scripted, context)
        return answer.response(sentBy: step)
    }

    private func answer(
        _ answer: ScriptStep.Answer, _ request: ScriptedRequest, _ dialect: Dialect?,
        _ context: Context
    ) async throws -> ScriptedAnswer {
        if let refusal = dialect?.refusal(of: request) { return refusal }
        var scripted: ScriptedAnswer
        switch answer {
        case .real:
            scripted = try await ScriptedAnswer(
                reading: base.respond(to: request.request, context: context))
        case .error(let code):
            scripted = ScriptedAnswer(error: code)
        case .empty, .close:
            return ScriptedAnswer(status: .ok)
        }
        if let dialect {
            let isSlowDown = scripted.members?["error"] as? String == "slow_down"
            let slowDowns = progress.slowDowns(
                adding: isSlowDown ? 1 : 0, deviceCode: request.deviceCode)
            let moment = Dialect.Moment(
                request: request,
                intervalSeconds: pollingIntervalSeconds + slowDowns
                    * Int(Limits.slowDownMilliseconds / 1_000),
                nowMilliseconds: clock.nowMilliseconds())
            dialect.speak(&scripted, at: moment)
        }
        return scripted
    }

    private func log(_ what: String, _ request: ScriptedRequest, _ context: Context) {
        context.logger.info(
            "The script \(what)", metadata: ["path": .string(request.request.uri.path)])
    }
}
