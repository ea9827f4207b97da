{#
    What each forecast day expected of the next 30, 60 and 90 days by company, department and product, and what came: from
    deals open on that day, each weighted by its chance, and from deals still to come, as many as came on average after
    the up to twelve earlier days that could know by then.
#}
with forecast_days as (

    select * from {{ ref('onefold', 'forecast_day') }}

),

horizons as (

    {% for horizon in [30, 60, 90] -%}
    select {{ horizon }} as horizon
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

from_open as (

    select
        day,
        horizon,
        company,
        department,
        product,
        count(*) as open_deals,
        sum(amount_base) as open_base,
        sum(cast(round(amount_base * win_rate, 2) as decimal(18, 2))) as weighted_base,
        sum(case when is_won then amount_base else 0 end) as came_base
    from {{ ref('onefold', 'deal_forecast') }}
    group by day, horizon, company, department, product

),

won_deals as (

    select
        coalesce(company, 'unknown') as company,
        coalesce(department, 'unknown') as department,
        coalesce(product, 'unknown') as product,
        coalesce(amount_base, 0) as amount_base,
        won_at
    from {{ ref('onefold', 'deal') }}
    where outcome = 'won' and won_at is not null

),

from_all as (

    select
        forecast_days.day,
        horizons.horizon,
        won_deals.company,
        won_deals.department,
        won_deals.product,
        sum(won_deals.amount_base) as came_base
    from forecast_days
    cross join horizons
    inner join won_deals
        on
            forecast_days.known_until < won_deals.won_at
            and won_deals.won_at <= forecast_days.known_until + horizons.horizon * interval '1 day'
    group by
        forecast_days.day, horizons.horizon, won_deals.company, won_deals.department, won_deals.product

),

came as (

    select
        coalesce(from_all.day, from_open.day) as day,
        coalesce(from_all.horizon, from_open.horizon) as horizon,
        coalesce(from_all.company, from_open.company) as company,
        coalesce(from_all.department, from_open.department) as department,
        coalesce(from_all.product, from_open.product) as product,
        coalesce(from_open.open_deals, 0) as open_deals,
        coalesce(from_open.open_base, 0) as open_base,
        coalesce(from_open.weighted_base, 0) as weighted_base,
        coalesce(from_open.came_base, 0) as came_open_base,
        coalesce(from_all.came_base, 0) - coalesce(from_open.came_base, 0) as came_new_base
    from from_all
    full outer join from_open
        on
            from_all.day = from_open.day
            and from_all.horizon = from_open.horizon
            and from_all.company = from_open.company
            and from_all.department = from_open.department
            and from_all.product = from_open.product

),

earlier as (

    select
        forecast_days.day,
        horizons.horizon,
        past_days.day as past_day,
        row_number() over (
            partition by forecast_days.day, horizons.horizon order by past_days.day desc
        ) as place
    from forecast_days
    cross join horizons
    inner join forecast_days as past_days
        on forecast_days.known_until >= past_days.known_until + horizons.horizon * interval '1 day'
    where not past_days.is_last

),

looked_at as (

    select
        day,
        horizon,
        past_day,
        count(*) over (partition by day, horizon) as days_looked_at
    from earlier
    where place <= 12

),

expected as (

    select
        looked_at.day,
        looked_at.horizon,
        came.company,
        came.department,
        came.product,
        cast({{ ratio('sum(came.came_new_base)', 'max(looked_at.days_looked_at)', 2) }} as decimal(18, 2)) as new_base
    from looked_at
    inner join came on looked_at.past_day = came.day and looked_at.horizon = came.horizon
    group by looked_at.day, looked_at.horizon, came.company, came.department, came.product

)

select
    coalesce(came.day, expected.day) as day,
    coalesce(came.horizon, expected.horizon) as horizon,
    coalesce(came.company, expected.company) as company,
    coalesce(came.department, expected.department) as department,
    coalesce(came.product, expected.product) as product,
    coalesce(came.open_deals, 0) as open_deals,
    coalesce(came.open_base, 0) as open_base,
    coalesce(came.weighted_base, 0) as weighted_base,
    coalesce(expected.new_base, 0) as new_base,
    coalesce(came.came_open_base, 0) as came_open_base,
    coalesce(came.came_new_base, 0) as came_new_base
from came
full outer join expected
    on
        came.day = expected.day
        and came.horizon = expected.horizon
        and came.company = expected.company
        and came.department = expected.department
        and came.product = expected.product
