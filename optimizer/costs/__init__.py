"""Cost library of hydrogen: pure functions with units for conversion, storage, transport and stations.

Every function states the unit of each argument and of its result, the range it holds for (outside, `OutOfRangeError`), and
the source of its equation. Figures live in figures.csv with unit and source, sources in sources.csv. Money carries its
currency and price year, that of the source; `prices` turns it into another.

    gas           the real gas: density, enthalpy, entropy, compressibility
    charges       yearly charge on capital, cost per kilogram by parts, scale law
    compressor    stages, work, motors, cost; compressor_plant: several units and one in reserve
    liquefier     work and cost
    carriers      LOHC, methylcyclohexane, ammonia
    storage       caverns, lined rock, buried pipe, tanks, boil-off
    pipeline      diameter, pressure drop, cost, trunk lines
    trucks        trips, fleets, cost
    station       what stations have in common; station_gas and station_liquid by component; station_him: one law
    electrolyser  scale, degradation, stacks, levelised cost
    dynamics      learning, survival
    learning      the experience curve and its total cost
    footprint     carbon intensities
    paths         seven delivery paths from electrolyser to nozzle
    quotes        answers for planners, as `h2opt cost` prints them

The package is a leaf: of the optimizer it imports `finance`, `units` and `errors` only.
"""
