"""The verbs of the command line, and nothing but the verbs.

Results go to standard output, progress and errors to standard error. Exit status: 0 done, 1 bad input, 2 usage,
3 no answer, 4 a batch with failed cases, 130 and 143 stopped.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from loadsite.commands.ending import end_of
from loadsite.commands.forms import FileFormat, ProgressForm, chosen_form
from loadsite.safe_path import keep_to_installed
from loadsite.writing.plain_text import visible

app = typer.Typer(
    name="loadsite",
    help="Where to put AI campuses, and what must be built for them, so that the grid can carry them every hour.",
    epilog="Begin with: loadsite new study. Terms: loadsite schema glossary (docs/glossary.md)",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

WITHOUT_OUT = "without it runs/<name>, or <name> in the folder that the environment variable LOADSITE_RUNS names"

Scenario = Annotated[Path, typer.Argument(help="a scenario file, such as scenarios/stargate_2030.yaml")]
StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="a study file, such as scenarios/studies/build_out_plans.yaml")
]
StudyOut = Annotated[
    Path | None, typer.Option("--out", help=f"folder of the study's results; {WITHOUT_OUT}")
]
EngineName = Literal["local", "dask"]
Force = Annotated[bool, typer.Option("--force", help="replace a file that is there, whoever made it")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON instead of a screen")]
AsCsv = Annotated[bool, typer.Option("--csv", help="print CSV instead of a screen")]
TableName = Annotated[
    str | None, typer.Option("--table", metavar="NAME", help="print this table alone: as CSV, or as JSON with --json")
]
Told = Annotated[
    ProgressForm,
    typer.Option("--progress", help="on standard error: auto (a line on a terminal), json (a line per event) or none"),
]
GridPath = Annotated[Path, typer.Argument(help="a grid: a folder of tables or of PyPSA, a case .m or .json")]
ConventionName = Annotated[
    Literal["matpower", "powermodels"], typer.Option(help="convention of DC power flow: taps and shifts, or neither")
]
Secure = Annotated[bool, typer.Option("--secure", help="keep every limit after every single outage too (N-1)")]
OutagesKv = Annotated[
    float, typer.Option(min=0, help="with --secure and without outages.csv: outages of branches of this kV and more")
]


def main() -> None:
    """The command `loadsite`."""
    keep_to_installed()
    # most objects of a start live to the end: looking through them less often, and not once more when all is done,
    # saves 13 % of the CPU of a check
    gc.set_threshold(300_000)
    status = end_of(app)
    gc.freeze()
    sys.exit(status)


def show_version(asked: bool) -> None:
    """Print the version of loadsite and end."""
    if asked:
        from importlib.metadata import version

        print(f"loadsite {version('loadsite')}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="show the version and exit")
    ] = False,
) -> None:
    """What stands before a verb; the help of the command is the one of the app."""


@app.command(epilog="Example: loadsite run scenarios/stargate_2030.yaml --out runs/first --threads 2")
def run(
    scenario: Scenario,
    out: Annotated[Path | None, typer.Option(help=f"folder of the results; {WITHOUT_OUT}")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="threads, or processes, of the solver")] = None,
    engine: Annotated[EngineName,
        typer.Option(help="execution backend for the periods: processes, or a Dask cluster")] = "local",
    scheduler: Annotated[str | None, typer.Option(help="address of a running Dask scheduler")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    table: TableName = None,
    progress: Told = ProgressForm.AUTO,
) -> None:
    """Find the best sites: check, solve, prove, write the results and show them on one screen."""
    form = chosen_form(as_json, as_csv)
    from loadsite.commands.run import run as verb
    from loadsite.solve import Engine

    verb(scenario, out, threads, Engine(engine), scheduler, form, table, progress)


@app.command(epilog="Example: loadsite check scenarios/stargate_2030.yaml")
def check(
    scenario: Annotated[Path, typer.Argument(help="a scenario file, or a study file")],
    sizes: Annotated[bool, typer.Option("--sizes", help="build the linear program too, and show its size")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    table: TableName = None,
    progress: Told = ProgressForm.AUTO,
) -> None:
    """Check a scenario and all it refers to, and warn of what may be a mistake; of a study check and list the cases."""
    form = chosen_form(as_json, as_csv)
    from loadsite.inputs.study_file import is_study

    if is_study(scenario):
        from loadsite.commands.check_study import check_study

        check_study(scenario, form, table, progress)
        return
    from loadsite.commands.check import check as verb

    verb(scenario, form, table, progress, sizes)


@app.command(epilog="Example: loadsite export scenarios/stargate_2030.yaml --format lp --to stargate.lp")
def export(
    scenario: Scenario,
    file_format: Annotated[FileFormat, typer.Option("--format", help="kind of file")] = FileFormat.MPS,
    to: Annotated[Path | None, typer.Option(help="file, or folder of a network, to write; without it here")] = None,
    progress: Told = ProgressForm.AUTO,
    force: Force = False,
) -> None:
    """Write the linear program as a file that other solvers read, or a PyPSA network that PyPSA opens and solves."""
    from loadsite.commands.export import export as verb

    print(visible(str(verb(scenario, file_format, to, progress, force))))


@app.command(epilog="Example: loadsite equations | less")
def equations(as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Show the linear program: what is decided, what must hold, what is minimised, what each shadow price means."""
    form = chosen_form(as_json, as_csv)
    from loadsite.commands.equations import show_equations as verb

    verb(form)


@app.command(epilog="Example: loadsite why runs/stargate_2030 --site abilene")
def why(
    scenario: Annotated[Path, typer.Argument(help="a scenario file, or a folder of results: nothing is solved again")],
    site: Annotated[str | None, typer.Option(help="a site: what one more MW of campus would cost there")] = None,
    rule: Annotated[str | None, typer.Option(help="a rule: its binding rows and their shadow prices")] = None,
    zone: Annotated[str | None, typer.Option(help="a zone: what drives its price")] = None,
    of: Annotated[
        Path | None, typer.Option("--scenario", help="file that the results rest on; looked for without it")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    progress: Told = ProgressForm.AUTO,
) -> None:
    """Explain a site, a zone or a rule; where there is no answer, which limits clash and how to repair them."""
    form = chosen_form(as_json, as_csv)
    if sum(each is not None for each in (site, rule, zone)) > 1:
        raise typer.BadParameter("expected one of --site, --rule and --zone")
    from loadsite.commands.why import why as verb
    from loadsite.explain.explanation import Topic

    verb(scenario, Topic(site, zone, rule), of, form, progress)


@app.command(epilog="Example: loadsite headroom scenarios/stargate_2030.yaml --site abilene")
def headroom(
    scenario: Annotated[Path | None, typer.Argument(help="a scenario file; none with --grid")] = None,
    site: Annotated[str | None, typer.Option(help="the site whose MW are varied")] = None,
    points: Annotated[int, typer.Option(min=2, max=101, help="values of its MW, from zero to its limit")] = 9,
    grid: Annotated[
        Path | None, typer.Option(help="a grid: the most firm MW that each of its buses can have")
    ] = None,
    convention: ConventionName = "matpower",
    secure: Secure = False,
    outages_kv: OutagesKv = 0.0,
    bus: Annotated[list[str] | None, typer.Option(help="with --grid: this bus only; may be given again")] = None,
    least_kv: Annotated[float, typer.Option(min=0, help="with --grid: buses of this kV and more")] = 0.0,
    snapshot: Annotated[str | None, typer.Option(help="with --grid: one hour of snapshots.csv; without it all")] = None,
    upgrades: Annotated[
        bool, typer.Option("--upgrades", help="with --grid: MW at each bus too without the limit that stops it first")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, help="with --grid: processes at once")] = 1,
    to: Annotated[
        list[Path] | None, typer.Option(help="with --grid: file to write, .csv, .parquet, .gpkg or .svg; repeatable")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    progress: Told = ProgressForm.AUTO,
) -> None:
    """Show what the whole answer costs against the MW at one site, or the most firm MW at every bus of a grid."""
    form = chosen_form(as_json, as_csv)
    if grid is not None:
        if scenario is not None or site is not None:
            raise typer.BadParameter("expected either --grid, or a scenario and --site")
        from loadsite.commands.headroom_of_grid import headroom_of_grid
        from loadsite.nodal.flow_law import Convention

        headroom_of_grid(grid, Convention(convention), secure, outages_kv, snapshot, bus or [], least_kv, upgrades,
                         workers, to or [], form, progress, force)
        return
    if scenario is None or site is None:
        raise typer.BadParameter("expected a scenario and --site, or --grid")
    from loadsite.commands.headroom import headroom as verb

    verb(scenario, site, points, form, progress)


@app.command(epilog="Example: loadsite time-to-power scenarios/stargate_2026_2035.yaml --site ports --mw 5000")
def time_to_power(
    scenario: Scenario,
    site: Annotated[list[str] | None, typer.Option(help="a site, may be repeated; without it all")] = None,
    mw: Annotated[float | None, typer.Option(min=0.001, help="MW it should have; without it those announced")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    table: TableName = None,
    progress: Told = ProgressForm.AUTO,
) -> None:
    """Show the first model year in which each site could have its MW, and which limits stop it before."""
    form = chosen_form(as_json, as_csv)
    from loadsite.commands.time_to_power import time_to_power as verb

    verb(scenario, site or [], mw, form, table, progress)


@app.command(epilog="Example: loadsite batch scenarios/studies/build_out_plans.yaml --workers 2 --time-limit 3600")
def batch(
    study: StudyPath,
    out: StudyOut = None,
    engine: Annotated[EngineName,
        typer.Option(help="execution backend for the cases: processes, or a Dask cluster")] = "local",
    scheduler: Annotated[str | None, typer.Option(help="address of a running Dask scheduler")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="cases at once; without it as many as processors and memory allow")
    ] = None,
    time_limit: Annotated[float | None, typer.Option(min=0.001, help="most wall seconds of a case")] = None,
    memory_limit: Annotated[float | None, typer.Option(min=1, help="most MB of memory of a case")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    progress: Told = ProgressForm.AUTO,
) -> None:
    """Solve every case of a study that is not done yet; exit status 4 where a case failed or ran out of time."""
    form = chosen_form(as_json, as_csv)
    from loadsite.batch.batch import BatchOptions
    from loadsite.batch.order import Limits
    from loadsite.commands.batch import batch as verb
    from loadsite.solve import Engine

    options = BatchOptions(Engine(engine), scheduler, workers, Limits(time_limit, memory_limit))
    verb(study, out, options, form, progress)


@app.command(epilog="Example: loadsite status scenarios/studies/build_out_plans.yaml")
def status(study: StudyPath, out: StudyOut = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Show how the cases of a study stand: pending, running, interrupted, optimal, infeasible, failed or timed out;
    nothing is solved."""
    form = chosen_form(as_json, as_csv)
    from loadsite.commands.status import status as verb

    verb(study, out, form)


@app.command(epilog="Example: loadsite verify runs/stargate_2030")
def verify(
    path: Annotated[Path, typer.Argument(help="a folder of results, or a study file")],
    out: StudyOut = None,
    scenario: Annotated[
        Path | None, typer.Option(help="scenario or study file the results rest on; looked for without it")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    progress: Told = ProgressForm.AUTO,
) -> None:
    """Check that results are what was proven: hashes, then certificate, tables and audit recomputed from the inputs."""
    form = chosen_form(as_json, as_csv)
    from loadsite.commands.verify import verify as verb

    verb(path, out, scenario, form, progress)


@app.command(epilog="Example: loadsite compare runs/stargate_2030 runs/stargate_2030_rules --xlsx comparison.xlsx")
def compare(
    runs: Annotated[
        list[Path], typer.Argument(help="folders of results, studies or scenarios; the first is the baseline")
    ],
    out: StudyOut = None,
    table: TableName = None,
    xlsx: Annotated[Path | None, typer.Option(help="write every table into this workbook")] = None,
    report: Annotated[Path | None, typer.Option(help="draw the runs side by side on this page (HTML)")] = None,
    swing: Annotated[
        str | None, typer.Option(help="solve for the least and most MW of each site at a cost this much higher: 1%")
    ] = None,
    site: Annotated[list[str] | None, typer.Option(help="with --swing: this site only; may be given again")] = None,
    state: Annotated[list[str] | None, typer.Option(help="with --swing: sites of this state only")] = None,
    scenario: Annotated[
        list[Path] | None, typer.Option(help="with --swing: the scenario of a run, where it has been moved")
    ] = None,
    progress: Told = ProgressForm.AUTO,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    force: Force = False,
) -> None:
    """Compare results: what differs in the inputs, then MW by site, costs, prices, emissions and what binds."""
    form = chosen_form(as_json, as_csv)
    from loadsite.batch.swing import Only, share_of
    from loadsite.commands.compare import compare_runs as verb
    from loadsite.commands.swing_ranges import Swing

    try:
        share = None if swing is None else share_of(swing)
    except ValueError:
        raise typer.BadParameter(f'"{swing}" is no share; expected one such as 1% or 0.01') from None
    if share is None and (site or state or scenario):
        raise typer.BadParameter("--site, --state and --scenario belong to --swing")
    only = Only(tuple(site or ()), tuple(state or ()))
    ranges = None if share is None else Swing(share, only, tuple(scenario or ()), progress)
    verb(runs, out, form, table, xlsx, report, force, ranges)


@app.command(epilog="Example: loadsite sites scenarios/stargate_2030.yaml --map sites.svg")
def sites(
    scenario: Scenario,
    map_file: Annotated[Path | None, typer.Option("--map", help="a picture of them: file.svg or file.png")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    force: Force = False,
) -> None:
    """Show the candidates: zone, connection, limits, what stands against them, and the file that says each."""
    form = chosen_form(as_json, as_csv)
    from loadsite.commands.sites import sites as verb

    verb(scenario, map_file, form, force)


@app.command(epilog="Example: loadsite report runs/stargate_2030 --png slides")
def report(
    run: Annotated[Path, typer.Argument(help="a folder of results")],
    to: Annotated[Path | None, typer.Option(help="file of the page; without it report.html in that folder")] = None,
    png: Annotated[Path | None, typer.Option(help="folder for pictures as PNG, in place of the page")] = None,
    svg: Annotated[Path | None, typer.Option(help="folder for pictures as SVG, in place of the page")] = None,
    progress: Told = ProgressForm.AUTO,
    force: Force = False,
) -> None:
    """Draw the report of a finished result anew: one page that opens without a network, or pictures for slides."""
    if to is not None and (png is not None or svg is not None):
        raise typer.BadParameter("expected either --to or pictures")
    from loadsite.commands.report import report as verb

    for path in verb(run, to, png, svg, progress, force):
        print(visible(str(path)))


@app.command(epilog="Example: loadsite rules --show scenarios/stargate_2030_rules.yaml")
def rules(
    show: Annotated[Path | None, typer.Option(help="a scenario: print its rules as they are understood")] = None,
    listed: Annotated[bool, typer.Option("--list", help="the quantities that rules may name")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the quantities of rule files, or the rules of a scenario with parameters put in and units converted."""
    form = chosen_form(as_json, as_csv)
    if listed == (show is not None):
        raise typer.BadParameter("expected either --list or --show SCENARIO")
    from loadsite.commands.rules import list_quantities, show_rules

    if show is not None:
        show_rules(show, form)
    else:
        list_quantities(form)


@app.command(epilog="Example: loadsite schema lines")
def schema(
    table: Annotated[
        str | None, typer.Argument(help="one table, or scenario, plan, rules, study or glossary; without it all")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="folder for the JSON Schemas of files that people write")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    force: Force = False,
) -> None:
    """Show every table and key: meaning, unit, bounds, and what a blank stands for; files' keys as JSON Schema."""
    form = chosen_form(as_json, as_csv)
    if to is not None:
        from loadsite.commands.json_schema import write_json_schemas

        print(visible("\n".join(map(str, write_json_schemas(to, force)))))
        return
    from loadsite.commands.schema import show_schema as verb

    verb(table, form)


@app.command(epilog="Example: loadsite doctor --json")
def doctor(
    as_json: AsJson = False, as_csv: AsCsv = False, table: TableName = None, progress: Told = ProgressForm.AUTO
) -> None:
    """Show versions, and whether the solver answers problems with known answers."""
    form = chosen_form(as_json, as_csv)
    from loadsite.commands.doctor import doctor as verb

    verb(form, table, progress)


@app.command("import", epilog="Example: loadsite import case118.m --to grids/case118")
def import_(
    source: Annotated[
        Path, typer.Argument(help="a MATPOWER case (.m), a PowerModels file (.json), or a folder of PyPSA or of tables")
    ],
    to: Annotated[Path, typer.Option(help="a folder that does not exist yet, or is empty")],
    outages: Annotated[Path | None, typer.Option(help="a MATPOWER change table of outages (contab)")] = None,
    hours: Annotated[Path | None, typer.Option(help="a MATPOWER change table of hours: load by area")] = None,
    first_hour: Annotated[int, typer.Option(min=1, help="the first of its hours, from 1")] = 1,
    hour_count: Annotated[int, typer.Option(min=1, help="how many of its hours")] = 168,
) -> None:
    """Bring a grid of another program into tables of buses, branches and generators that a person can edit."""
    from loadsite.commands.import_grid import Changes
    from loadsite.commands.import_grid import import_grid as verb

    for path in verb(source, to, Changes(outages, hours, first_hour, hour_count)):
        print(visible(str(path)))


@app.command(epilog="Example: loadsite dcopf grids/case118 --convention matpower --secure")
def dcopf(
    grid: GridPath,
    convention: ConventionName = "matpower",
    secure: Secure = False,
    outages_kv: OutagesKv = 0.0,
    snapshot: Annotated[str | None, typer.Option(help="one hour of snapshots.csv; without it all")] = None,
    upgrades: Annotated[
        int, typer.Option(min=0, help="solve again without the limits of so many binding branches, one at a time")
    ] = 0,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    table: TableName = None,
    progress: Told = ProgressForm.AUTO,
) -> None:
    """Find the cheapest generation of a grid of buses and branches under DC power flow, with prices and what binds."""
    form = chosen_form(as_json, as_csv)
    from loadsite.commands.dcopf import dcopf as verb
    from loadsite.nodal.flow_law import Convention

    verb(grid, Convention(convention), secure, outages_kv, snapshot, upgrades, form, table, progress)


@app.command(epilog="Example: loadsite new study")
def new(
    directory: Annotated[Path, typer.Argument(help="a folder that does not exist yet, or is empty")],
    blank: Annotated[bool, typer.Option("--blank", help="a small made-up grid to write your own tables over")] = False,
) -> None:
    """Lay out a working study, the four states with the scenarios that loadsite ships, and say what to run next."""
    from loadsite.commands.new import lay_out, lay_out_blank

    for command in lay_out_blank(directory) if blank else lay_out(directory):
        print(visible(command))


if __name__ == "__main__":
    main()
