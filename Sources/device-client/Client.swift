import BoundedBytes
import CLinuxBoard
import DeviceGrant
import DeviceRuntime
import LinuxBoard
import TLSTransport

// All memory of the program's: what it keeps for its whole life, and room for its largest parts, which
// it needs one after the other. The TLS library's heap is board_tls_arena().
nonisolated(unsafe) private var contexts = TLSContexts()
nonisolated(unsafe) private var arena = unsafe TLSArena(
    memory: UnsafeMutableRawBufferPointer(
        start: board_tls_arena(), count: board_tls_arena_bytes))

/// One grant on this board, from the words of the command line to the exit status.
enum Client {
    typealias GrantLoop = DeviceLoop<512, 256, 1920>
    typealias TokenLoop = KeeperLoop<1920>

    static func run() -> Never {
        var figures = RunFigures()
        var session = unsafe SetUp.session(&contexts, &arena)
        let outcome = run(&session, &figures)
        end(outcome, session.board.report, figures)
    }

    /// Reports and ends the program.
    static func end(
        _ outcome: GrantOutcome, _ report: GrantReport, _ known: RunFigures = RunFigures()
    ) -> Never {
        var figures = known
        figures.arenaBytes = UInt32(clamping: unsafe arena.capacity)
        figures.stateBytes = UInt32(clamping: MemoryLayout<GrantLoop>.size)
        figures.arenaPeakBytes = UInt32(clamping: unsafe arena.peakBytes)
        figures.arenaFailure = unsafe arena.latestFailure
        figures.stackPeakBytes = UInt32(clamping: board_stack_peak())
        report.didFinish(outcome, figures)
        board_exit(outcome.exitStatus)
    }

    // Apart, here and below: what one step needs of the stack is free again for the next.
    @inline(never)
    private static func run(
        _ session: inout Session, _ figures: inout RunFigures
    ) -> GrantOutcome {
        var outcome = SharedMemory.withGrantLoop { loop in
            let outcome =
                loop.discover(&session.configuration, on: &session.board)
                ?? loop.run(session.configuration, on: &session.board)
            figures.polls = loop.grant.pollCount
            loop.wipeTokens()
            return outcome
        }
        if outcome == .granted, let then = session.then {
            outcome = go(on: then, &session)
        }
        figures.transport = session.board.transport.statistics
        session.board.close()
        return outcome
    }

    /// What the device does after the grant, with the tokens that its file holds; the outcome of the
    /// whole run.
    @inline(never)
    private static func go(
        on then: Options.Afterwards, _ session: inout Session
    ) -> GrantOutcome {
        SharedMemory.withTokenLoop { loop in
            guard loop.restore(on: &session.board) else { return .granted }
            switch then {
            case .refresh:
                let result = loop.refresh(session.configuration, on: &session.board)
                session.board.report.refreshDidEnd(result)
                return switch result {
                case .granted, nil: .granted
                case .networkFailure(let failure): .networkFailure(failure)
                case .refusedAnswer(let reason): .refusedAnswer(reason)
                case .some: .refusedAnswer(.error(.unknown))
                }
            case .signOut:
                let end = loop.signOut(session.configuration, on: &session.board)
                session.board.eraseSession()
                if case .signedOut(let revocation) = end {
                    session.board.report.signOutDidEnd(revocation)
                }
                return .granted
            }
        }
    }
}
