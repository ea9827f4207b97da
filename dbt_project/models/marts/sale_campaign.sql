{#
    What was sold, given back to the campaigns that the customer had met by the day of the sale, in four ways: all to the
    first, all to the last, to each the same, and by position (two fifths to the first and the last, the rest between
    them). A sale goes to the cent: what rounding leaves is the last one's. A sale without a campaign is its own `none`,
    so that every way sums to all sales.
#}
{{ config(meta={'touched_by': ['buyer', "coalesce(customer_id, '')"]}) }}
with sales as (

    select * from {{ ref('onefold', 'sale') }}
    where
        amount_base is not null and sold_on is not null
        and {{ touched('buyer', "coalesce(customer_id, '')") }}

),

placed as (

    select
        sales.record_name,
        sales.customer_id,
        sales.sold_on,
        sales.amount_base,
        touches.touched_on,
        coalesce(touches.campaign_key, 'none') as campaign_key,
        row_number() over (
            partition by sales.record_name order by touches.touched_at, touches.campaign_key
        ) as place,
        count(*) over (partition by sales.record_name) as places
    from sales
    left join {{ ref('onefold', 'campaign_touch') }} as touches
        on sales.customer_id = touches.customer_id and sales.sold_on >= touches.touched_on

),

weighted as (

    select
        *,
        case when place = 1 then amount_base else 0 end as first_base,
        case when place = places then amount_base else 0 end as last_base,
        cast({{ ratio('amount_base', 'places', 2) }} as decimal(18, 2)) as linear_share,
        cast(
            case
                when places <= 2 then {{ ratio('amount_base', 'places', 2) }}
                when place in (1, places) then {{ ratio('amount_base * 2', '5', 2) }}
                else {{ ratio('amount_base', '5 * (places - 2)', 2) }}
            end as decimal(18, 2)
        ) as position_share
    from placed

)

select
    ---------- ids
    record_name,
    customer_id,
    campaign_key,

    ---------- numerics
    cast(place as bigint) as place,
    cast(places as bigint) as places,
    cast(first_base as decimal(18, 2)) as first_touch_base,
    cast(last_base as decimal(18, 2)) as last_touch_base,
    cast(linear_share + case
        when place = places then amount_base - sum(linear_share) over (partition by record_name) else 0
    end as decimal(18, 2)) as linear_base,
    cast(position_share + case
        when place = places then amount_base - sum(position_share) over (partition by record_name) else 0
    end as decimal(18, 2)) as position_base,

    ---------- dates
    sold_on,
    touched_on
from weighted
