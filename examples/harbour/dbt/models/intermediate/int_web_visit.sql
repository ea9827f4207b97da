-- written by `onefold source build` from sources/*.yml; edit that file
-- content e0d47327817dae32
select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as party,
    cast(null as varchar) as visitor,
    cast(null as timestamp) as "at",
    cast(null as bigint) as duration_seconds,
    cast(null as bigint) as pages,
    cast(null as varchar) as landing_url,
    cast(null as varchar) as referrer,
    cast(null as varchar) as utm_source,
    cast(null as varchar) as utm_medium,
    cast(null as varchar) as utm_campaign,
    cast(null as varchar) as utm_content,
    cast(null as varchar) as utm_term,
    cast(null as varchar) as device,
    cast(null as varchar) as country
where false
