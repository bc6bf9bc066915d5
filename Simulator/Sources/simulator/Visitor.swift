import AuthorizationServer
import Foundation
import ScriptedUser
import SimulatorKit
import Synchronization

/// The scripted user of `--approve-after` and `--deny-after`: comes some seconds after the code is
/// shown, and goes through the same pages as a person, over HTTPS.
final class Visitor: Sendable {
    private let user: ScriptedUser
    private let decision: ScriptedUser.Decision
    private let delay: Duration
    private let stop: StopSignal
    private let visit = Mutex<Task<Void, any Error>?>(nil)

    /// Nil when no option asks for one.
    init?(_ options: RunOptions, server: RunningServer, host: String, stop: StopSignal) {
        switch (options.approveAfter, options.denyAfter) {
        case (.some(let seconds), nil):
            decision = .approve
            delay = .seconds(seconds)
        case (nil, .some(let seconds)):
            decision = .deny
            delay = .seconds(seconds)
        default:
            return nil
        }
        user = ScriptedUser(
            caFile: server.caFile, username: server.demoAccount.username,
            password: server.demoAccount.password, addresses: [host: "127.0.0.1"])
        self.stop = stop
    }

    func codesAreShown(_ codes: DeviceEvent.Codes) {
        let task = Task { [user, decision, delay, stop] in
            try await Task.sleep(for: delay)
            do {
                try await user.decide(
                    decision, userCode: codes.userCode, at: codes.verificationURI)
            } catch {
                // The device was done while the user was on the way: nothing has failed.
                if Task.isCancelled { throw CancellationError() }
                // Nobody else will decide: the device need not wait for the code's end.
                stop.trigger()
                throw EnvironmentError("the scripted user failed: \(error)")
            }
        }
        visit.withLock { $0 = task }
    }

    /// Ends the visit; throws if it failed.
    func finish() async throws {
        guard let task = visit.withLock({ $0 }) else { return }
        task.cancel()
        do {
            try await task.value
        } catch is CancellationError {
            // The device was done before the user came.
        }
    }
}
