{#
    Every goal spread evenly over its months. One for more than ten years has no month here and is an issue
    (period-too-long).
#}
with targets as (

    select
        *,
        (extract(year from ends_on) - extract(year from starts_on)) * 12
        + extract(month from ends_on) - extract(month from starts_on) + 1 as months
    from {{ ref('onefold', 'target') }}
    where starts_on is not null and ends_on >= starts_on

),

digits as (

    {% for digit in range(10) -%}
    select {{ digit }} as digit
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

places as (

    select hundreds.digit * 100 + tens.digit * 10 + ones.digit as place
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    where hundreds.digit * 100 + tens.digit * 10 + ones.digit < 120

)

select
    targets.record_name,
    targets.measure,
    targets.owner,
    targets.team,
    targets.territory,
    targets.product,
    targets.department,
    targets.company,
    {{ month_of("(targets.starts_on + places.place * interval '1 month')") }} as month,
    cast({{ ratio('targets.amount', 'targets.months', 4) }} as decimal(18, 4)) as amount,
    cast({{ ratio('targets.amount_base', 'targets.months', 4) }} as decimal(18, 4)) as amount_base
from targets
inner join places on targets.months > places.place
where targets.months <= 120
