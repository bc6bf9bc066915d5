import Crypto

/// The one style sheet and the one image of the pages, served by this server.
enum StyleSheet {
    /// Changes with the style sheet, so that no browser shows new pages in an old style.
    static let version = Base64URL.encode(SHA256.hash(data: Array(css.utf8)).prefix(6))

    static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">\
        <rect x="1" y="1" width="30" height="30" rx="8" fill="#0b5bd3"/>\
        <path d="M8 10h16v10H8zM12 24h8M12.5 15l2.5 2.5 4.5-4.5" fill="none" stroke="#fff" \
        stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>
        """

    static let css = """
        :root {
          color-scheme: light dark;
          --ground: #f3f5f8; --card: #ffffff; --edge: #d5dbe3; --field-edge: #6d7886;
          --text: #161b22; --soft: #4d5866;
          --accent: #0b5bd3; --accent-over: #084aae; --on-accent: #ffffff;
          --decline: #3a4554; --decline-over: #272f3a; --on-decline: #ffffff;
          --warning: #fff6de; --warning-edge: #b98900; --on-warning: #3d2f00;
          --alert: #fdecec; --alert-edge: #c5302b; --on-alert: #6b1512;
          --good: #1b7f4b; --bad: #4d5866; --well: #eef2f7;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0e1217; --card: #171d25; --edge: #2c3542; --field-edge: #8793a3;
            --text: #e9edf2; --soft: #a9b4c2;
            --accent: #7db4ff; --accent-over: #a5cbff; --on-accent: #06213f;
            --decline: #c3ccd8; --decline-over: #dee4ec; --on-decline: #171d25;
            --warning: #2e270f; --warning-edge: #d5a520; --on-warning: #f6e3a8;
            --alert: #36191a; --alert-edge: #f0716b; --on-alert: #ffd5d2;
            --good: #56c98b; --bad: #a9b4c2; --well: #10161d;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; padding: 0 1rem 2rem; min-height: 100vh; background: var(--ground);
          color: var(--text); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
          "Noto Sans", "Liberation Sans", sans-serif; overflow-wrap: anywhere;
        }
        .bar {
          display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between;
          gap: .25rem 1rem; max-width: 34rem; margin: 0 auto; padding: 1rem 0;
        }
        .brand {
          display: inline-flex; align-items: center; gap: .6rem; color: inherit; font-weight: 600;
          text-decoration: none; padding: .25rem 0;
        }
        .mark { fill: var(--accent); }
        .sign {
          fill: none; stroke: var(--on-accent); stroke-width: 2; stroke-linecap: round;
          stroke-linejoin: round;
        }
        .account {
          display: flex; align-items: center; gap: .75rem; min-width: 0; margin: 0 0 0 auto;
        }
        .who { color: var(--soft); font-size: .875rem; }
        .card {
          display: block; max-width: 34rem; margin: 0 auto; padding: 1.5rem;
          background: var(--card); border: 1px solid var(--edge); border-radius: 1rem;
          box-shadow: 0 1px 2px rgb(0 0 0 / 6%), 0 12px 32px rgb(0 0 0 / 7%);
        }
        h1 {
          margin: 0 0 .5rem; font-size: 1.625rem; line-height: 1.2; letter-spacing: -.01em;
          text-wrap: balance;
        }
        h2 { margin: 1rem 0 .25rem; font-size: 1rem; }
        p { margin: .5rem 0; }
        .lead { color: var(--soft); text-wrap: pretty; }
        a { color: var(--accent); }
        label { display: block; margin: 1rem 0 .375rem; font-weight: 600; }
        input[type="text"], input[type="password"] {
          width: 100%; min-height: 3rem; padding: .5rem .875rem; font: inherit; color: var(--text);
          background: var(--card); border: 1px solid var(--field-edge); border-radius: .625rem;
        }
        input.code {
          min-height: 4rem; text-align: center; text-transform: uppercase;
          font: 700 1.75rem/1.2 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono",
          "Liberation Mono", monospace; letter-spacing: .1em;
        }
        .hint { margin: .5rem 0 0; color: var(--soft); font-size: .9375rem; }
        button {
          min-height: 3rem; padding: .625rem 1.25rem; font: inherit; font-weight: 600;
          border: 1px solid transparent; border-radius: .625rem; cursor: pointer;
        }
        form > .primary:last-child { width: 100%; margin-top: 1.25rem; }
        .primary { background: var(--accent); color: var(--on-accent); }
        .primary:hover { background: var(--accent-over); }
        .decline { background: var(--decline); color: var(--on-decline); }
        .decline:hover { background: var(--decline-over); }
        .quiet {
          min-height: 2.75rem; padding: .25rem .75rem; background: none; color: inherit;
          border-color: var(--edge); font-size: .875rem;
        }
        .quiet:hover { border-color: var(--field-edge); }
        .decision {
          display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; margin-top: 1.5rem;
        }
        .decision > .primary:last-child { margin-top: 0; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        .alert, .warning { padding: .75rem 1rem; border-radius: .625rem; border-left: 4px solid; }
        .alert {
          background: var(--alert); border-color: var(--alert-edge); color: var(--on-alert);
        }
        .warning {
          background: var(--warning); border-color: var(--warning-edge); color: var(--on-warning);
        }
        .warning + .alert { margin-top: .75rem; }
        .warning p, .alert p { margin: 0; }
        .warning p + p, .alert p + p { margin-top: .25rem; }
        .code-label { margin-top: 1rem; font-weight: 600; }
        .code-shown {
          margin: .375rem 0 1rem; padding: .75rem .5rem; text-align: center;
          background: var(--well); border: 1px solid var(--edge); border-radius: .75rem;
          font: 700 2.125rem/1.2 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono",
          "Liberation Mono", monospace; letter-spacing: .08em;
        }
        dl {
          display: grid; grid-template-columns: minmax(5rem, max-content) 1fr; gap: .25rem .875rem;
          margin: 1rem 0 0;
        }
        dt { color: var(--soft); }
        dd { margin: 0; }
        .scopes { margin: .25rem 0 0; padding-left: 1.25rem; }
        .scopes li { margin: .125rem 0; }
        .outcome { padding: 1rem 0; text-align: center; }
        .outcome h1 { margin-top: 1rem; }
        .ring, .stroke { fill: none; stroke: var(--bad); stroke-width: 4; }
        .stroke { stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }
        .success .ring, .success .stroke { stroke: var(--good); }
        @media (max-width: 30rem) {
          .bar { gap: .25rem; padding: .75rem 0; }
          .account { gap: .5rem; }
          .card { padding: 1.25rem; }
          .who { display: none; }
        }
        @media (min-width: 40rem) {
          .bar { flex-wrap: nowrap; padding: 2rem 0 1.25rem; }
          .brand { flex-shrink: 0; }
          .card { padding: 2.25rem; }
          h1 { font-size: 1.875rem; }
          input.code { font-size: 2.125rem; }
          .code-shown { font-size: 2.625rem; }
        }
        @media (max-width: 20rem) { .decision { grid-template-columns: 1fr; } }
        @media (forced-colors: active) { button { border-color: ButtonText; } }

        """ + account
}
