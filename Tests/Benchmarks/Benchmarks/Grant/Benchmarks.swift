import Benchmark
import Glibc
import Grants

// One canned grant through our readers and through the whole machine, and both times through swift-nio
// and Foundation: reading alone, and with the requests written. The four take turns in one
// measurement, and are compared by the processor time of this thread, so that whatever else the
// machine does weighs on all of them alike. All of them keep what a client needs.

let benchmarks: @Sendable () -> Void = {
    func metric(_ name: String) -> BenchmarkMetric { .custom(name, polarity: .prefersLarger) }
    let readers = metric("our readers (bytes/s)")
    let commonReading = metric("swift-nio, Foundation (bytes/s)")
    let readersRatio = metric("theirs : our readers (hundredths)")
    let machine = metric("our machine (grants/s)")
    let common = metric("swift-nio, Foundation (grants/s)")
    let machineRatio = metric("theirs : our machine (hundredths)")

    Benchmark(
        "Canned grant of \(CannedGrant.byteCount) bytes",
        configuration: .init(
            metrics: [readers, commonReading, readersRatio, machine, common, machineRatio],
            warmupIterations: 20, maxDuration: .seconds(10), maxIterations: 300)
    ) { benchmark in
        let ourMachine = try MachineRun()
        let theirReading = try CommonRun(requests: .omitted)
        let theirs = try CommonRun(requests: .written)
        let grants = 50
        let readerSeconds = try seconds { for _ in 0..<grants { blackHole(try readCannedGrant()) } }
        let theirReadingSeconds = try seconds {
            for _ in 0..<grants { blackHole(try theirReading.play()) }
        }
        let machineSeconds = seconds { for _ in 0..<grants { blackHole(ourMachine.play()) } }
        let theirSeconds = try seconds { for _ in 0..<grants { blackHole(try theirs.play()) } }
        let counts = [
            try readCannedGrant(), try theirReading.play(), ourMachine.play(), try theirs.play(),
        ]
        precondition(counts.allSatisfy { $0 == CannedGrant.accessTokenCount })
        precondition(ourMachine.requestBytes == theirs.requestBytes)
        let bytes = Double(grants * CannedGrant.byteCount)
        benchmark.measurement(readers, Int(bytes / readerSeconds))
        benchmark.measurement(commonReading, Int(bytes / theirReadingSeconds))
        benchmark.measurement(readersRatio, Int(100 * theirReadingSeconds / readerSeconds))
        benchmark.measurement(machine, Int(Double(grants) / machineSeconds))
        benchmark.measurement(common, Int(Double(grants) / theirSeconds))
        benchmark.measurement(machineRatio, Int(100 * theirSeconds / machineSeconds))
    }
}

/// The processor time that this thread spends in `work`.
private func seconds(_ work: () throws -> Void) rethrows -> Double {
    let start = processorSeconds()
    try work()
    return processorSeconds() - start
}

private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
